"""Operations made at random from the schema, and changed a little at a time.

They ask for what is dear: the people and posts with the most edges, searches that match nothing
or everything, long pages, lists in lists, and the same again under other names.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

DEEPEST = 7
SIZES = (1, 2, 5, 20, 50, 99, 100)


@dataclass(frozen=True)
class Values:
    """What arguments are given, by their names; each is a list to choose from."""

    users: Sequence[str]
    posts: Sequence[str]
    words: Sequence[str]
    kinds: Sequence[str] = ("FOLLOW", "LIKE", "COMMENT", "REPLY")


@dataclass(frozen=True)
class Part:
    """A field and what is selected in it; `on` is the type of a fragment around it."""

    name: str
    arguments: dict[str, str] = field(default_factory=dict)
    parts: tuple["Part", ...] = ()
    on: str = ""
    alias: str = ""

    def text(self, alias: str = "") -> str:
        """As GraphQL."""
        alias = alias or self.alias
        arguments = ", ".join(f"{name}: {value}" for name, value in self.arguments.items())
        whole = f"{alias and alias + ': '}{self.name}{arguments and f'({arguments})'}"
        if self.parts:
            whole += f" {{ {selection(self.parts)} }}"
        return f"... on {self.on} {{ {whole} }}" if self.on else whole

    def walk(self) -> Iterator["Part"]:
        """This and everything in it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def selection(parts: Sequence[Part]) -> str:
    """The parts beside each other, with an alias for each name that was there before."""
    seen: dict[str, str] = {}
    texts = []
    for number, part in enumerate(parts):
        plain = part.text()
        if not part.alias and seen.setdefault(part.on + part.name, plain) != plain:
            plain = part.text(f"{part.name}{number}")
        texts.append(plain)
    return " ".join(texts)


class Maker:
    """Makes queries of a schema, and variants of them."""

    def __init__(self, schema: GraphQLSchema, values: Values, random: Random) -> None:
        self._schema = schema
        self._values = values
        self._random = random

    def query(self) -> tuple[Part, ...]:
        """One to three root fields with something in them."""
        root = self._schema.query_type
        assert root is not None
        return tuple(self._field(root, DEEPEST) for _ in range(self._random.randint(1, 3)))

    def variant(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The same with one change."""
        root = self._schema.query_type
        assert root is not None
        return self._changed(parts, root, DEEPEST)

    def _changed(
        self, parts: tuple[Part, ...], type_: GraphQLObjectType, depth: int
    ) -> tuple[Part, ...]:
        index = self._random.randrange(len(parts))
        part = parts[index]
        owner = self._schema.type_map[part.on] if part.on else type_
        assert isinstance(owner, GraphQLObjectType | GraphQLInterfaceType)
        definition = owner.fields.get(part.name)
        match self._random.randrange(7):
            case 0 if len(parts) > 1:
                return parts[:index] + parts[index + 1 :]
            case 1:
                return (*parts, self._field(type_, depth))
            case 2 if definition is not None:  # the same again with other arguments
                return (*parts, replace(part, arguments=self._arguments(definition)))
            case 3 if definition is not None:
                part = replace(part, arguments=self._arguments(definition))
            case _ if part.parts and definition is not None:
                inner = get_named_type(definition.type)
                part = replace(part, parts=self._changed(part.parts, inner, depth - 1))
            case _:
                part = self._field(type_, depth)
        return (*parts[:index], part, *parts[index + 1 :])

    def _field(self, type_: Any, depth: int) -> Part:
        on = ""
        if isinstance(type_, GraphQLInterfaceType):
            type_ = self._random.choice(self._schema.get_possible_types(type_))
            on = type_.name
        names = [
            name
            for name, each in type_.fields.items()
            if depth > 1 or is_leaf_type(get_named_type(each.type))
        ]
        name = self._random.choice(names)
        definition = type_.fields[name]
        inner = get_named_type(definition.type)
        parts: tuple[Part, ...] = ()
        if not is_leaf_type(inner):
            wanted = self._random.randint(1, 4)
            parts = tuple(self._field(inner, depth - 1) for _ in range(wanted))
        return Part(name, self._arguments(definition), parts, on)

    def _arguments(self, definition: GraphQLField) -> dict[str, str]:
        given: dict[str, str] = {}
        for name, argument in definition.args.items():
            if name == "first" or is_required_argument(argument) or self._random.random() < 0.3:
                value = self._value(name, argument)
                if value is not None and not (name == "last" and "first" in given):
                    given[name] = value
        return given

    def _value(self, name: str, argument: GraphQLArgument) -> str | None:
        values, choose = self._values, self._random.choice
        match name:
            case "first" | "last":
                return str(choose(SIZES))
            case "ids":
                many = choose((values.users, values.posts))
                return json.dumps(list(many[: choose((20, 50, 80, 100))]))
            case "id":
                return json.dumps(choose((*values.users[:5], *values.posts[:5])))
            case "author":
                return json.dumps(choose(values.users[:5]))
            case "search":
                return json.dumps(choose(values.words))
            case "kinds":
                return choose(values.kinds)
            case "createdBefore":
                return '"2025-03-01T00:00:00Z"'
        if get_named_type(argument.type).name == "Boolean":
            return choose(("true", "false"))
        return None


def of_owners(parts: Sequence[Part], owners: Sequence[str], on: str) -> Part:
    """Nested fields asked of many owners at once, by their ids."""
    inner = tuple(replace(part, on=on) for part in parts)
    return Part("nodes", {"ids": json.dumps(list(owners))}, inner)


def again(part: Part, number: int) -> Part:
    """The same under another name and with another size: to the loaders another list."""
    arguments = dict(part.arguments)
    for name in {"first", "last"} & arguments.keys():
        size = int(arguments[name])
        arguments[name] = str(size - number if size > 50 else size + number)
    return replace(part, arguments=arguments, alias=f"{part.name}_{number}")
