"""Documents: refused for what is wrong with them, kept when nothing is."""

import graphene
import pytest
from graphql import GraphQLError

from api.errors import RequestError
from api.execution import documents
from api.execution.documents import Documents, read_document


class Thing(graphene.ObjectType):
    name = graphene.String(size=graphene.Int(), text=graphene.String())
    thing = graphene.Field(lambda: Thing)


class Query(graphene.ObjectType):
    thing = graphene.Field(Thing)


class Mutation(graphene.ObjectType):
    login = graphene.String()
    signup = graphene.String()
    like_post = graphene.String()


schema = graphene.Schema(query=Query, mutation=Mutation).graphql_schema


def refusals(query: str) -> list[GraphQLError]:
    with pytest.raises(RequestError) as refused:
        read_document(schema, query)
    assert refused.value.well_formed
    return list(refused.value.errors)


def refusal(query: str) -> tuple[str, str]:
    [error] = refusals(query)
    assert error.extensions is not None
    return error.message, error.extensions.get("code", "")


LIMITS = [
    (
        "{ thing { " + " ".join(f"a{i}: name" for i in range(51)) + " } }",
        "The document has 51 aliases; at most 50 are allowed.",
    ),
    (
        "{ thing { name " + "@include(if: true) " * 51 + "} }",
        "The document has 51 directives; at most 50 are allowed.",
    ),
    (
        "".join(f"query Q{i} {{ thing {{ name }} }} " for i in range(21)),
        "The document has 21 operations; at most 20 are allowed.",
    ),
    (
        "{ thing { name } } " + "".join(f"fragment F{i} on Thing {{ name }} " for i in range(101)),
        "The document has 101 fragments; at most 100 are allowed.",
    ),
    (
        "{ thing { " + "name " * 21 + "} }",
        "The document has 21 repetitions of a field in a selection; at most 20 are allowed.",
    ),
    (
        "{ thing { " + "... { name } ... on Thing { ... { name } } " * 11 + "} }",
        "The document has 22 repetitions of a field in a selection; at most 20 are allowed.",
    ),
    (
        "{ thing { "
        + "thing { "
        + "name " * 18
        + "} "
        + ("thing { " + "name " * 18 + "} ") * 7
        + "} }",
        "The document has 10332 pairs of fields with the same name; at most 10000 are allowed.",
    ),
    (
        "{ thing { name } } #" + "x" * 50_000,
        "The document has 50020 characters; at most 50000 are allowed.",
    ),
    (
        "{ thing { name(text: " + "[" * 1990 + "]" * 1990 + ") } }",
        "Syntax Error: Document is nested too deeply. Parsing aborted.",
    ),
    (
        "{ " + "thing " * 2000 + "}",
        "Syntax Error: Document contains more than 2000 tokens. Parsing aborted.",
    ),
]


@pytest.mark.parametrize(("query", "message"), LIMITS, ids=[message for _, message in LIMITS])
def test_too_much_of_anything_is_refused_with_figures(query: str, message: str) -> None:
    assert refusal(query) == (message, "QUERY_TOO_COMPLEX")


def test_introspection_in_circles_is_refused() -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"

    [error] = refusals(query)
    assert error.message == "Maximum introspection depth exceeded"


@pytest.mark.parametrize(
    "query",
    [
        "{ thing { ...Missing } }",
        "{ thing { ...A } } fragment A on Thing { ...A }",
        "{ thing { ...A } } fragment A on Thing { ...B } fragment B on Thing { thing { ...A } }",
        "fragment A on Thing { name }",
    ],
)
def test_unsound_fragments_are_refused(query: str) -> None:
    if query.startswith("fragment"):
        assert "is never used" in refusals(query)[0].message
    else:
        assert any("ragment" in error.message for error in refusals(query))


def test_text_that_cannot_be_stored_is_refused() -> None:
    assert refusal('{ thing { name(text: "a\\u0000b") } }') == (
        "Text must not contain NUL or unpaired surrogates.",
        "BAD_USER_INPUT",
    )


@pytest.mark.parametrize(
    "query",
    [
        "mutation { login signup }",
        "mutation { a: login b: login }",
        "mutation { login ...More } fragment More on Mutation { ... { x: login } }",
    ],
)
def test_an_operation_has_one_try_at_credentials(query: str) -> None:
    assert refusal(query) == (
        "An operation may contain only one of "
        "beginPasskey, beginPasskeyLogin, beginTotp, cancelEmailChange, changeEmail, "
        "changePassword, confirmEmailChange, confirmTotp, createApiToken, deactivateAccount, "
        "deleteAccount, disableTotp, endSessionsByMail, login, loginSecondFactor, "
        "loginWithPasskey, newRecoveryCodes, refreshToken, removePasskey, requestDataExport, "
        "requestPasswordReset, resetPassword, signup, verifyEmail.",
        "QUERY_TOO_COMPLEX",
    )


def test_one_try_beside_other_fields_is_fine() -> None:
    operation = read_document(schema, "mutation { login likePost a: likePost }").select(None)

    assert operation.root_fields == ("login", "likePost", "likePost")
    assert not operation.is_query


def test_fragments_that_double_in_the_root_are_followed_once() -> None:
    query = "{ ...F0 }" + "".join(
        f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(60)
    )
    query += "fragment F60 on Query { thing { name } }"

    assert read_document(schema, query).select(None).root_fields == ("thing",)


def test_a_wrong_value_names_its_argument() -> None:
    [error] = refusals('{ thing { name(text: "x", size: "big") } }')

    assert error.message == 'Int cannot represent non-integer value: "big"'
    assert error.extensions == {"field": "size"}


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        (
            "query A { thing { name } } query B { thing { name } }",
            None,
            "The document has several operations: name one in `operationName`.",
        ),
        ("query A { thing { name } }", "B", "The document has no operation named 'B'."),
        ("{ thing { name } }", "B", "The document has no operation named 'B'."),
    ],
)
def test_the_operation_must_be_settled(query: str, name: str | None, message: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_document(schema, query).select(name)

    [error] = refused.value.errors
    assert error.message == message
    assert error.extensions == {"code": "BAD_USER_INPUT", "field": "operationName"}


def test_an_operation_is_selected_by_name() -> None:
    document = read_document(schema, "query A { thing { name } } mutation B { likePost }")

    assert document.select("A").is_query
    assert document.select("B").root_fields == ("likePost",)


def test_a_document_is_read_once() -> None:
    kept = Documents(schema)

    assert kept.get("{ thing { name } }") is kept.get("{ thing { name } }")
    assert kept.get("{ thing { name } }") is not kept.get("{ thing  { name } }")


def test_the_least_recently_used_document_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_DOCUMENTS", 2)
    kept = Documents(schema)
    one, two, three = ("{ thing { name } }" + " " * number for number in range(3))
    first, second = kept.get(one), kept.get(two)

    kept.get(one)
    kept.get(three)

    assert kept.get(one) is first
    assert kept.get(two) is not second


def test_the_kept_text_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_CHARACTERS", 50)
    monkeypatch.setattr(documents, "KEPT_CHARACTERS_EACH", 30)
    kept = Documents(schema)
    short, other, long = (
        "{ thing { name } }".ljust(30),
        "query { thing { name } }".ljust(30),
        "{ thing { name } }".ljust(31),
    )
    first = kept.get(short)

    assert kept.get(long) is not kept.get(long)
    assert kept.get(short) is first
    kept.get(other)
    assert kept.get(short) is not first


def test_what_is_wrong_in_many_places_is_said_once() -> None:
    [error] = refusals("{ thing { name @no @no @no ...F } } fragment F on Thing { name @no }")

    assert error.message == "Unknown directive '@no'."
    assert [(place.line, place.column) for place in error.locations or ()] == [
        (1, 16),
        (1, 20),
        (1, 24),
        (1, 64),
    ]
