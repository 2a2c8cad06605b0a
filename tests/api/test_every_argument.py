"""Every argument of every query, mutation and field, found in the schema, and what it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from api.schema import schema
from tests.everything import everything
from tests.worlds import put_back

from .bad_values import BAD, NAMELESS, World, make_world
from .client import GraphQLClient

pytestmark = pytest.mark.usefixtures("both_stores")

PAGING = {"first", "after", "last", "before"}
"""Of connections: see test_every_connection.py."""


ROOTS = ("Query", "Mutation")
OWNERS = {"User": "ada", "Post": "post", "Comment": "comment", "PostImage": "post"}
"""Types whose fields take arguments, and in which object of the world one is to be found."""


def owners() -> Iterator[tuple[str, str, GraphQLField]]:
    for kind in schema.graphql_schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                yield kind.name, name, field


def arguments() -> dict[str, tuple[str, str, GraphQLField, GraphQLArgument]]:
    """By `Type.field(argument)`; for those of Subscription see tests/realtime/test_protocol.py."""
    return {
        f"{owner}.{name}({argument})": (name, argument, field, field.args[argument])
        for owner, name, field in owners()
        for argument in field.args
        if owner != "Subscription"
        and not (get_named_type(field.type).name.endswith("Connection") and argument in PAGING)
    }


def operation(owner: str, name: str, field: GraphQLField, given: dict[str, Any], at: str) -> str:
    """The operation with a variable for each argument that is given."""
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    passed = ", ".join(f"{each}: ${each}" for each in given)
    selection = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    asked = f"{name}({passed}){selection}"
    if owner == "PostImage":
        owner, asked = "Post", f"images {{ {asked} }}"
    if owner in ROOTS:
        return f"{owner.lower()} ({declared}) {{ {asked} }}"
    return f'query ({declared}) {{ node(id: "{at}") {{ ... on {owner} {{ {asked} }} }} }}'


def ask(world: World, path: str, value: Any, before: object) -> list[dict[str, Any]]:
    """The errors of an operation that is good but for this argument; nothing comes of it."""
    name, argument, field, _ = arguments()[path]
    owner = path.split(".")[0]
    given = {**world.good.get(name, {}), argument: value}
    if argument == "username" and "username" not in world.good.get(name, {}):
        given.pop("id", None)
    at = "" if owner in ROOTS else world.ids[OWNERS[owner]]
    answer = GraphQLClient(world.ada).answer(operation(owner, name, field, given, at), **given)
    assert everything() == before
    data = answer.get("data") or {}
    assert data == {"node": {name: None}} or not any(data.values()), answer
    errors: list[dict[str, Any]] = answer["errors"]
    return errors


@pytest.mark.complete
def test_every_argument_has_an_entry() -> None:
    assert set(arguments()) == set(BAD)


@pytest.mark.parametrize("path", BAD)
def test_a_bad_value_is_an_error_with_its_field(path: str) -> None:
    world = put_back(make_world)
    before = everything()
    argument = arguments()[path][1]

    for value, code, message in BAD[path](world):
        [error] = ask(world, path, value, before)
        assert error["message"] == message, value
        expected: dict[str, Any] = (
            {"code": code} if path in NAMELESS else {"code": code, "field": argument}
        )
        if code == "BAD_USER_INPUT":
            expected["fields"] = {argument: message}
        assert error["extensions"] == expected, value


@pytest.mark.parametrize("path", BAD)
def test_a_value_of_another_type_is_an_error_with_its_variable(path: str) -> None:
    world = put_back(make_world)
    before = everything()
    argument = arguments()[path][1]

    for value in ({"a": 1}, [[1.5]]):
        for error in ask(world, path, value, before):
            assert error["message"].startswith(f"Variable '${argument}' got invalid value ")
            assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": argument}
            assert "Traceback" not in error["message"]
            assert "object at 0x" not in error["message"]
