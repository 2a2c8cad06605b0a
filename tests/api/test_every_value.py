"""Every argument with values of every sort: none is ever a fault of this service.

One in eight of them, and of times all; `make fuzz` sends all values of all.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from api.relay.cursors import encode_cursor
from api.relay.ids import to_global
from api.schema import schema
from tests.hostile.fuzzing import FULL
from tests.worlds import put_back

from .bad_values import World, make_world
from .client import GraphQLClient

pytestmark = pytest.mark.usefixtures("both_stores")

TEXTS = (
    "", " ", "a", "0", "-1", "null", "true", "%", "_", "%s", "%(viewer)s", "{}", "$1", "\\", "'",
    '"', "'; DROP TABLE core_user; --", "a & b | !c", ":*", "<->", '"unclosed', "-", "- -", "or",
    "or or", "(", "a" * 31, "a" * 300, "a " * 500, "x" * 20_000, "\t\n\r\x0b", "\x01\x1b\x7f",
    "\u200b", "\u202e", "\ufeff", "\uffff", "\ufffe", "\U0010ffff", "İı", "ß", "é", "e\u0301",
    "e" + "\u0301" * 300, "👩\u200d👩\u200d👧", "今天天气", "@", "a@b", "@1", "..", "../x",
)  # fmt: skip
CURSORS = tuple(
    encode_cursor(key, of=name)
    for name in ("Query.posts", "Query.users", "Query.feedConnection", "Query.notifications")
    for key in (0, -1, 1, 2**63 - 1, -(2**63), (0, 0), (2**63 - 1, -(2**63)), (1, 2, 3))
)
IDS = (
    *("", "1", "Post:1", "UG9zdDox", "UG9zdDoxx", "UG9zdA==", "=", "*" * 100, "é", "٣"),
    *(to_global(kind, number) for kind in ("User", "Post", "Comment", "Notification", "PageInfo")
      for number in (0, 1, -1, 2**31, 2**63 - 1, 2**63, 10**30)),
    to_global("User", 1) + "\n",
)  # fmt: skip
TIMES = (
    "2026-11-01", "2026-11-01T00:00:00", "2026-11", "2026", "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59.999999+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "9999-12-31T24:00:00", "1969-12-31T23:59:59Z", "2109-05-15T07:35:11.104Z", "2200-01-01",
    "2026-W01", "2026-W01-1", "2026-001", "2026-366", "20261101", "2026-11-01T00", "2026-02-29",
    "2026-11-01T00:00:60Z", "2026-11-01T00:00:00+24:00", "2026-11-01T00:00:00,5Z",
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 2, 50, 51, 100, 101, 2**31 - 1, -(2**31), 2**31, 2**63, -(2**63), 10**30,
    0.0, 1.0, 1.5, -0.0, 1e3, 1e30, 1e300,
)  # fmt: skip
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [None], [[]], [{}], {"a": 1})
BY_SCALAR: dict[str, tuple[Any, ...]] = {
    "String": (*TEXTS, *CURSORS),
    "ID": (*IDS, *CURSORS[:4], 0, 1, -1, 2**63, 1.0),
    "DateTime": (*TIMES, *TEXTS[:30], "x" * 20_000),
    "Int": NUMBERS,
    "Boolean": ("true", "", 1),
    "Upload": ("a", "0", 1),
}
FAULTS = {"INTERNAL", "DATABASE_UNAVAILABLE", "GRAPH_UNAVAILABLE"}
# How many of the values one is tried of.
STEP = 1 if FULL else 16
OWNERS = {"User": "ada", "Post": "post", "Comment": "comment", "PostImage": "post"}


def arguments() -> Iterator[tuple[str, str, GraphQLField, str, GraphQLArgument]]:
    """Type, field and argument; of Subscription see tests/realtime/test_protocol.py."""
    for kind in schema.graphql_schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                for argument, definition in field.args.items():
                    if kind.name != "Subscription":
                        yield kind.name, name, field, argument, definition


ARGUMENTS = {f"{each[0]}.{each[1]}({each[3]})": each for each in arguments()}


def values_for(argument: GraphQLArgument) -> list[Any]:
    """Values of the type of the argument and of others."""
    kind = get_named_type(argument.type)
    if isinstance(kind, GraphQLEnumType):
        own: tuple[Any, ...] = (*kind.values, "", "nothing", "like", 1)
    else:
        own = BY_SCALAR[kind.name]
    found = [*own, *OTHERS]
    if "[" in str(argument.type):
        found += [[value] for value in own]
        found += [[value] * number for value in own[:3] for number in (5, 101)]
    return found if kind.name == "DateTime" else found[::STEP]


def operation(owner: str, name: str, field: GraphQLField, passed: str, at: str) -> str:
    """The operation with these arguments, without its heading."""
    selection = ""
    if not is_leaf_type(get_named_type(field.type)):
        paged = "pageInfo" in getattr(get_named_type(field.type), "fields", {})
        selection = "{ pageInfo { hasPreviousPage } totalCount }" if paged else "{ __typename }"
    asked = f"{name}{passed} {selection}"
    if owner == "PostImage":
        owner, asked = "Post", f"images {{ {asked} }}"
    if owner in ("Query", "Mutation"):
        return f"{{ {asked} }}"
    return f'{{ node(id: "{at}") {{ ... on {owner} {{ {asked} }} }} }}'


def check(world: World, path: str, value: Any) -> None:
    """No answer to this value, by variable and in the document, is a fault."""
    owner, name, field, argument, _ = ARGUMENTS[path]
    given = {**world.good.get(name, {}), argument: value}
    if argument == "username" and "id" in field.args:
        given.pop("id", None)
    if argument in ("last", "after"):
        given.setdefault("first", None)
    at = "" if owner in ("Query", "Mutation") else world.ids[OWNERS[owner]]
    kind = "mutation" if owner == "Mutation" else "query"
    asking = GraphQLClient(world.ada)
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    named = ", ".join(f"{each}: ${each}" for each in given)
    written = ", ".join(f"{key}: {literal(each)}" for key, each in given.items())
    by_variable = operation(owner, name, field, f"({named})", at)
    in_document = operation(owner, name, field, f"({written})", at)
    for text, values in (
        (f"{kind} ({declared}) {by_variable}", given),
        (f"{kind} {in_document}", {}),
    ):
        answer = asking.answer(text, **values)
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] not in FAULTS, value
            # An earlier value may have been taken, and another argument be at fault now.
            at_fault = error["extensions"].get("fields") or [
                error["extensions"].get("field", argument)
            ]
            assert any(name.split(".")[0] in given for name in at_fault), value
            assert len(error["message"]) < 21_000, value
        if kind == "mutation" and "errors" not in answer:
            return  # done, and not to be done again


def literal(value: Any) -> str:
    """The value as it is written in a document; an enum's is a name."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {literal(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case _:
            return json.dumps(value)


@pytest.mark.parametrize("path", ARGUMENTS)
def test_no_value_of_an_argument_is_a_fault(path: str) -> None:
    world = put_back(make_world)

    for value in values_for(ARGUMENTS[path][-1]):
        check(world, path, value)
