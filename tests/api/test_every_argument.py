"""Every argument of every query and mutation, found in the schema, with values that it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLArgument, GraphQLField, get_named_type, is_leaf_type

from api.schema import schema
from tests.everything import everything

from .bad_values import BAD, NAMELESS, World, make_world
from .client import GraphQLClient

pytestmark = pytest.mark.usefixtures("stores")

PAGING = {"first", "after", "last", "before"}
"""Of connections: see test_every_connection.py."""


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    for root in ("Query", "Mutation"):
        for name, field in schema.graphql_schema.type_map[root].fields.items():
            yield root, name, field


def arguments() -> dict[str, tuple[str, str, GraphQLField, GraphQLArgument]]:
    """By `Type.field(argument)`."""
    return {
        f"{root}.{name}({argument})": (name, argument, field, field.args[argument])
        for root, name, field in fields()
        for argument in field.args
        if not (get_named_type(field.type).name.endswith("Connection") and argument in PAGING)
    }


def operation(name: str, field: GraphQLField, given: dict[str, Any], root: str) -> str:
    """The operation with a variable for each argument that is given."""
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    passed = ", ".join(f"{each}: ${each}" for each in given)
    selection = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    return f"{root} ({declared}) {{ {name}({passed}){selection} }}"


def ask(world: World, path: str, value: Any) -> list[dict[str, Any]]:
    """The errors of an operation that is good but for this argument; nothing comes of it."""
    name, argument, field, _ = arguments()[path]
    root = path.split(".")[0].lower()
    given = {**world.good.get(name, {}), argument: value}
    if argument == "username" and "username" not in world.good.get(name, {}):
        given.pop("id", None)
    before = everything()
    answer = GraphQLClient(world.ada).answer(operation(name, field, given, root), **given)
    assert everything() == before
    assert not any((answer.get("data") or {}).values()), answer
    errors: list[dict[str, Any]] = answer["errors"]
    return errors


def test_every_argument_has_an_entry() -> None:
    assert set(arguments()) == set(BAD)


@pytest.mark.parametrize("path", BAD)
def test_a_bad_value_is_told_with_its_field(path: str) -> None:
    world = make_world()
    argument = arguments()[path][1]

    for value, code, message in BAD[path](world):
        [error] = ask(world, path, value)
        assert error["message"] == message, value
        field = {} if path in NAMELESS else {"field": argument}
        assert error["extensions"] == {"code": code, **field}, value


@pytest.mark.parametrize("path", BAD)
def test_a_value_of_another_type_is_told_with_its_variable(path: str) -> None:
    world = make_world()
    argument = arguments()[path][1]

    for value in ({"a": 1}, [[1.5]]):
        for error in ask(world, path, value):
            assert error["message"].startswith(f"Variable '${argument}' got invalid value ")
            assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": argument}
            assert "Traceback" not in error["message"]
            assert "object at 0x" not in error["message"]
