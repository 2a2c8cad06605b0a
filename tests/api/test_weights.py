"""What each field weighs, and that nothing that clients are shown is too much."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from graphql import (
    GraphQLError,
    get_introspection_query,
    get_named_type,
    parse,
    print_ast,
    validate,
)

from api.context import Context
from api.errors import RequestError
from api.execution.cost import check_cost
from api.execution.documents import CREDENTIAL_MUTATIONS, read_document
from api.execution.field_costs import FIELD_COSTS, LIST, MUTATION, weights_of
from api.execution.params import checked
from api.execution.text_sizes import MAX_BYTES, MAX_BYTES_OF_NAME
from api.executor import executor
from api.limits import MAX_COST, MAX_EVENT_COST
from api.schema import schema
from core.common.errors import Unauthenticated
from core.database import search_time_budget
from tests.api.client import GraphQLClient
from tests.documents import documents
from tests.factories import make_post, make_user

ROOT = Path(__file__).parents[2]
SCHEMA = schema.graphql_schema
COORDINATE = re.compile(r"(\w+)\.(\w+)(?:\((\w+):\)|\.(totalCount))?")


def cost(query: str, **variables: Any) -> int:
    return read_document(SCHEMA, query).select(None).estimate.total(variables)


@pytest.mark.parametrize("coordinate", FIELD_COSTS)
def test_what_is_weighed_exists(coordinate: str) -> None:
    match = COORDINATE.fullmatch(coordinate)
    assert match is not None
    type_, name, argument, total = match.groups()
    field = SCHEMA.type_map[type_].fields[name]
    assert argument is None or argument in field.args
    assert total is None or "Connection" in str(field.type)


@pytest.mark.complete
def test_a_list_that_is_not_named_weighs_as_most_do() -> None:
    lists = {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if {"first", "ids"} & getattr(field, "args", {}).keys()
    }

    assert lists - FIELD_COSTS.keys() == {
        "User.followers", "User.following", "Query.bookmarks", "Query.blockedUsers",
        "Query.mutedUsers", "Query.relationHistory", "Query.mutedWords", "Query.bulkActs",
        "Query.followRequests", "Query.sentFollowRequests",
        "User.mutuals",
    }  # fmt: skip
    assert {weights_of(SCHEMA)[name] for name in lists - FIELD_COSTS.keys()} == {LIST}


def test_a_mutation_that_is_not_named_weighs_as_most_do() -> None:
    mutations = {f"Mutation.{name}" for name in SCHEMA.type_map["Mutation"].fields}

    assert mutations & FIELD_COSTS.keys() == {
        "Mutation.signup", "Mutation.login", "Mutation.changePassword", "Mutation.deleteAccount",
        "Mutation.blockWithFollowers", "Mutation.resetPassword", "Mutation.changeEmail",
        "Mutation.requestDataExport", "Mutation.createApiToken",
        "Mutation.deactivateAccount",
        "Mutation.beginTotp", "Mutation.disableTotp",
        "Mutation.newRecoveryCodes", "Mutation.beginPasskey", "Mutation.removePasskey",
    }  # fmt: skip
    assert {weights_of(SCHEMA)[name] for name in mutations - FIELD_COSTS.keys()} == {MUTATION}


def test_every_mutation_with_a_password_or_code_has_one_try() -> None:
    takes = {
        name
        for name, field in SCHEMA.type_map["Mutation"].fields.items()
        if {"password", "code", "credential", "token", "refreshToken", "old"} & field.args.keys()
    }

    # What confirms a passkey is no guess, and signing out tells nothing.
    assert takes - CREDENTIAL_MUTATIONS == {"confirmPasskey", "logout"}


@pytest.mark.complete
def test_the_longest_text_of_every_field_is_known() -> None:
    texts = {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if not type_.name.startswith("__")
        and name not in MAX_BYTES_OF_NAME
        and str(get_named_type(getattr(field, "type", None))) == "String"
    }

    assert texts == MAX_BYTES.keys()
    assert weights_of(SCHEMA)["Post.content"] == 12
    assert weights_of(SCHEMA)["Comment.content"] == 5


def test_a_picture_counts_as_often_as_it_is_named() -> None:
    posts = " ".join(
        f'p{n}: createPost(content: "", images: [$f, $f]) {{ post {{ id }} }}' for n in (1, 2)
    )

    assert cost(f"mutation ($f: Upload!) {{ {posts} }}", f=None) == 2 * (301 + 2 * 4000 + 2)
    query = 'mutation ($f: [Upload!]) { createPost(content: "", images: $f) { post { id } } }'
    for files, times in ((None, 0), ([], 0), ([None] * 4, 4), ([None] * 100, 4)):
        assert cost(query, f=files) == 301 + times * 4000 + 2


def test_every_connection_of_the_root_weighs_its_count() -> None:
    connections = {
        f"Query.{name}.totalCount"
        for name, field in SCHEMA.type_map["Query"].fields.items()
        if str(field.type).endswith("Connection")
    }

    assert connections <= weights_of(SCHEMA).keys()
    assert "Query.feedConnection.totalCount" in connections


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ me { id } }", {}, 2),
        ("{ post(id: 1) { id } }", {}, 1 + 20 + 1),
        ("{ users { nodes { id } } }", {}, 1 + 100 + 1 + 20),
        ("{ users(search: null) { totalCount } }", {}, 1 + 100 + 1 + 2000),
        ('{ users(search: "a") { pageInfo { endCursor } } }', {}, 1 + 100 + 3000 + 2),
        ("query ($s: String) { users(search: $s) { totalCount } }", {}, 1 + 100 + 1 + 2000),
        (
            "query ($s: String) { users(search: $s) { totalCount } }",
            {"s": "a"},
            1 + 100 + 3000 + 1 + 2000,
        ),
        (
            'query ($s: String = "a") { users(search: $s) { totalCount } }',
            {},
            1 + 100 + 3000 + 1 + 2000,
        ),
        # the counts of people and posts are kept in the graph
        ("{ me { followers { totalCount } } }", {}, 1 + 1 + 250 + 1),
        # the larger of both sizes counts, for any value of the variable
        (
            "query ($l: Int) { users(first: 100, last: $l) { nodes { id } } }",
            {"l": None},
            1 + 100 + 1 + 100,
        ),
        (
            "query ($f: Int, $l: Int) { users(first: $f, last: $l) { nodes { id } } }",
            {"f": 3},
            1 + 100 + 1 + 3,
        ),
        ("query ($i: [ID!] = [1, 2]) { nodes(ids: $i) { id } }", {}, 1 + 100 + 2),
        # texts, by the longest that there can be
        ("{ post(id: 1) { content comments(first: 3) { content } } }", {}, 21 + 13 + 21 + 3 * 6),
        # texts in arguments, by their length
        (f'{{ post(id: "{"a" * 399}") {{ id }} }}', {}, 21 + 3 + 1),
        ("query ($i: ID!) { post(id: $i) { id } }", {"i": "a" * 400}, 21 + 4 + 1),
        ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a" * 60] * 5}, 101 + 3 + 5),
        ("query ($i: ID!) { nodes(ids: [$i, $i]) { id } }", {"i": "a" * 250}, 101 + 4 + 2),
        # long names, which are in every row
        (f"{{ nodes(ids: [1, 2]) {{ {'a' * 250}: id }} }}", {}, 101 + 2 * (1 + 2)),
        # what is beyond a page is another page
        ('{ posts(after: "a") { pageInfo { hasNextPage } } }', {}, 101 + 2),
        ('{ posts(after: "a") { pageInfo { hasPreviousPage } } }', {}, 101 + 2 + 5),
        ('{ posts(before: "a") { pageInfo { hasPreviousPage } } }', {}, 101 + 2),
        (
            '{ posts(before: "a") { pageInfo { ...P } } } fragment P on PageInfo { hasNextPage }',
            {},
            108,
        ),
        ("{ posts(after: null) { pageInfo { hasPreviousPage } } }", {}, 101 + 2),
        ("query ($a: String) { posts(after: $a) { pageInfo { hasPreviousPage } } }", {}, 103),
        (
            "query ($a: String, $s: String) {"
            " posts(after: $a, search: $s) { pageInfo { hasPreviousPage } } }",
            {"a": "a", "s": "b"},
            2 * 3000 + 105 + 3,
        ),
        (
            'subscription { feedUpdated(after: "a") { post { author { followers {'
            " pageInfo { hasPreviousPage } } } } } }",
            {},
            3 + 250 + 3,
        ),
    ],
)
def test_weights_count_beside_values(query: str, variables: dict[str, Any], expected: int) -> None:
    assert cost(query, **variables) == expected


def test_the_answer_tells_its_cost(stores: None) -> None:
    post = make_post(make_user("ada"))
    for query, expected in (
        ("{ posts { nodes { id } } }", "122/20000"),
        ("{ posts { nodes { author { followers { nodes { id } } } } } }", "5562/20000"),
        ("{ feed { id } }", "2021/20000"),
    ):
        response = Client().get("/graphql/", {"query": query})
        assert response.headers["X-Query-Cost"] == expected
    refused = Client().get("/graphql/", {"query": "{ nothing }"})
    assert "X-Query-Cost" not in refused.headers
    assert post.pk


EVENT = "feedUpdated { post { id comments(first: %d) { author { followers { nodes { id } } } } } }"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (EVENT % 9, 0),
        (EVENT % 10, 2_754),
        ("notificationReceived { a: unreadNotificationsCount b: unreadNotificationsCount }", 0),
        (
            "notificationReceived { a: unreadNotificationsCount b: unreadNotificationsCount"
            " c: unreadNotificationsCount }",
            3_004,
        ),
    ],
)
def test_an_event_may_cost_less_than_a_query(stores: None, selection: str, expected: int) -> None:
    context = Context(RequestFactory().get("/graphql/"), "request-1")

    with pytest.raises(RequestError) as refused:
        executor.subscribe(checked({"query": f"subscription {{ {selection} }}"}), context)

    [error] = refused.value.errors
    if not expected:
        assert isinstance(error.original_error, Unauthenticated)
    else:
        assert error.extensions == {
            "code": "QUERY_TOO_COMPLEX",
            "cost": expected,
            "maxCost": MAX_EVENT_COST,
        }


def test_a_cost_over_the_limit_is_in_the_error_and_the_header(stores: None) -> None:
    query = "{ users(first: 100) { nodes { followers(first: 100) { nodes { id } } } } }"

    response = Client().get("/graphql/", {"query": query})

    assert response.status_code == 200
    assert response.headers["X-Query-Cost"] == "35302/20000"
    [error] = response.json()["errors"]
    assert error["message"] == (
        "The operation costs 35302; at most 20000 is allowed. "
        "Ask for shorter lists (`first`) or fewer fields in them."
    )
    assert error["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "cost": 35_302,
        "maxCost": MAX_COST,
    }


def test_a_search_that_takes_too_long_costs_its_own_field(
    stores: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_time_budget, "LEAST", 10.0)  # more than there ever is
    make_post(make_user("ada"))

    answer = GraphQLClient().answer(
        '{ posts(search: "plant -plant") { nodes { id } } users { nodes { username } totalCount } }'
    )

    assert answer["data"] == {
        "posts": None,
        "users": {"nodes": [{"username": "ada"}], "totalCount": None},
    }
    assert [
        (error["path"], error["message"], error["extensions"]) for error in answer["errors"]
    ] == [
        (path, search_time_budget.TOO_LONG, {"code": "QUERY_TOO_COMPLEX"})
        for path in (["posts"], ["users", "totalCount"])
    ]


def examples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The playground's tabs, with their variables."""
    for path in sorted((ROOT / "api/playground/src/examples").glob("*.graphql")):
        variables = path.with_suffix(".json")
        given = json.loads(variables.read_text()) if variables.exists() else {}
        yield path.name, path.read_text(), given


def readme() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The operations in the documents of this repository."""
    for path in documents():
        blocks = re.findall(r"```graphql\n(.*?)```", path.read_text(), re.DOTALL)
        definitions = [each for block in blocks for each in parse(block).definitions]
        for number, definition in enumerate(definitions):
            yield f"{path.relative_to(ROOT)} {number}", print_ast(definition), {}


WITH_TOO_MUCH = ("test_weights.py", "test_persisted.py", "test_protocol.py")
"""Costs beyond the limit are intended."""


def of_tests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every text in the tests that is an operation of the real schema, and not to be refused."""
    seen = set()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.name in WITH_TOO_MUCH or path.parent.name == "hostile":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if "{" in text and text not in seen and is_operation(text):
                    seen.add(text)
                    yield f"{path.name}:{node.lineno}", text, {}


def is_operation(text: str) -> bool:
    try:
        document = parse(text)
    except GraphQLError:
        return False
    kinds = {each.operation for each in document.definitions if hasattr(each, "operation")}
    return not validate(SCHEMA, document) and all(map(SCHEMA.get_root_type, kinds))


def introspections() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What tools ask: with everything, and with nothing, that their versions can ask for."""
    yield "introspection", get_introspection_query(), {}
    yield (
        "introspection, all",
        get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        ),
        {},
    )


# Parsing every test takes seconds, so it happens once.
OF_TESTS = list(of_tests())
DOCUMENTED = [*examples(), *readme(), *OF_TESTS, *introspections()]


def test_the_documented_operations_are_found() -> None:
    assert len(list(examples())) == 7
    assert len(list(readme())) == 22
    assert len(OF_TESTS) > 80


@pytest.mark.parametrize(
    ("text", "variables"),
    [(text, variables) for _, text, variables in DOCUMENTED],
    ids=[name for name, _, _ in DOCUMENTED],
)
def test_nothing_that_is_documented_is_too_much(text: str, variables: dict[str, Any]) -> None:
    for operation in read_document(SCHEMA, text).operations.values():
        check_cost(operation.estimate.total(variables))
