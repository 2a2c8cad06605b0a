"""Operations at random that are as dear as they may be: long texts, aliases, nesting, and every
argument by its type, written into the document or sent as a variable."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

T = TypeVar("T")

MAX_ALIASES = 50
MAX_DEPTH = 14
# Fields that end the session that the others need, or take seconds by design.
LEFT_OUT = frozenset(
    {
        *("login", "signup", "logout", "logoutEverywhere", "refreshToken", "changePassword"),
        *("deleteAccount", "deletePost"),
    }
)
TEXTS: Sequence[str] = (
    *("", " ", "a", "plant", "owner", "the -plant", "a or b", "or or or", "wal*", "*", "???"),
    *("-" * 50, "- " * 40, "-|" * 60, '-"' * 50, "-!" * 50 + "a", "-" * 150 + "plant", "!" * 99),
    *('"' * 99, '"a b" -"c d"', "(" * 99, "a <-> b & !c:*", "\\" * 99, "'" * 99, ":" * 99),
    *("😀" * 200, "👨‍👩‍👧‍👦" * 80, "e" + "\u0301" * 30, "\u200b" * 100, "\u3000", "%_" * 50),
    *("ﷺ" * 100, "㌖" * 200),
    *("キ" * 200, "今天天气很好" * 30, "สวัสดีชาวโลก" * 15, "é" * 1_500, "a" * 1_500, "a " * 700),
    *("😀" * 5_000, "😀" * 2_000, "\u200b" * 20_000, "a" * 40_000, "a\u0301" * 10_000),
    *("\x1b", "\u202e", "<script>", "${jndi:ldap://x}", "'; DROP TABLE x; --"),
)
TIMES: Sequence[str] = (
    *("2026-11-01", "2026-11-01T09:30:00", "2026-11-01T09:30:00Z", "2026-11-01T09:30:00+14:00"),
    *("0001-01-01", "9999-12-31T23:59:59.999999", "2026-W01", "20261101", "2026-11-01 09:30"),
)
NUMBERS: Sequence[int] = (1, 1, 2, 3, 20, 100)
# Values for which a field, or the whole operation, is refused.
BAD_TEXTS: Sequence[str] = ("\x00", "a\x00b", "\ud800")
BAD_TIMES: Sequence[str] = ("", "2026-02-30", "1", "now", "0001-01-01T00:00:00+14:00")
BAD_NUMBERS: Sequence[int] = (0, -1, 101, 2**31 - 1, -(2**31), 2**31)
ODD_IDS: Sequence[str] = ("", "VXNlcjox", "VXNlcjotMQ==", "Post:1", "a" * 3_000, "VXNlcjo5OTk5OTk5")


@dataclass
class Operation:
    """A document, its variables, and what it is made of."""

    query: str
    variables: dict[str, Any]


@dataclass
class _Part:
    """What one operation has used up so far."""

    aliases: int
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)


class Maker:
    """Makes operations of a schema; the same ones for the same seed and IDs."""

    def __init__(self, schema: GraphQLSchema, random: Random, ids: Sequence[str]) -> None:
        self._schema = schema
        self._random = random
        self._ids = ids
        self._leaves: Mapping[str, Callable[[], Any]] = {
            "Boolean": lambda: random.random() < 0.5,
            "DateTime": lambda: self._mostly(TIMES, BAD_TIMES),
            "Float": random.random,
            "ID": self._id,
            "Int": lambda: self._mostly(NUMBERS, BAD_NUMBERS),
            "String": lambda: self._mostly(TEXTS, BAD_TEXTS),
        }

    def operation(self) -> Operation:
        """Return a query, or one time in five a mutation."""
        chance = self._random.random()
        root = self._schema.mutation_type if chance < 0.2 else self._schema.query_type
        assert root is not None
        part = _Part(aliases=self._random.choice((0, 5, 20, MAX_ALIASES)))
        body = self._selection(root, part, self._random.randint(2, MAX_DEPTH))
        kind = "mutation" if root is self._schema.mutation_type else "query"
        head = f"({', '.join(part.definitions)})" if part.definitions else ""
        return Operation(" ".join([f"{kind} Q{head} {body}", *part.fragments]), part.variables)

    def _selection(self, parent: GraphQLNamedType, part: _Part, depth: int) -> str:
        fields = [
            (name, each)
            for name, each in getattr(parent, "fields", {}).items()
            if name not in LEFT_OUT and (depth > 1 or is_leaf_type(get_named_type(each.type)))
        ]
        some = self._random.sample(fields, min(len(fields), self._random.randint(1, 4)))
        said = [self._field(name, each, part, depth) for name, each in some]
        if some and part.aliases and self._random.random() < 0.5:
            name, each = self._random.choice(some)
            times = self._random.randint(1, part.aliases)
            left, part.aliases = part.aliases - times, 0  # or each would have more of them
            once = self._field(name, each, part, depth)
            part.aliases = left
            prefix = "a" * self._random.choice((1, 1, 1, 60, 500))
            said += [f"{prefix}{part.aliases}_{number}: {once}" for number in range(times)]
        if isinstance(parent, GraphQLInterfaceType):
            types = self._schema.get_possible_types(parent)
            of = self._random.choice(types)
            said.append(f"...on {of.name} {self._selection(of, part, depth)}")
        elif self._random.random() < 0.2 and parent not in self._roots():
            said = [self._as_fragment(parent, said, part)]
        return f"{{ __typename {' '.join(said)} }}"

    def _as_fragment(self, parent: GraphQLNamedType, said: list[str], part: _Part) -> str:
        if self._random.random() < 0.5:
            return f"...on {parent.name} {{ __typename {' '.join(said)} }}"
        name = f"F{len(part.fragments)}"
        part.fragments.append(f"fragment {name} on {parent.name} {{ __typename {' '.join(said)} }}")
        return f"...{name} ...{name}"

    def _field(self, name: str, each: GraphQLField, part: _Part, depth: int) -> str:
        given = [
            f"{argument}: {value}"
            for argument, of in each.args.items()
            if is_required_argument(of) or self._random.random() < 0.4
            if (value := self._argument(of, part)) is not None
        ]
        text = f"{name}({', '.join(given)})" if given else name
        if self._random.random() < 0.03:
            text += self._random.choice((" @include(if: true)", " @skip(if: false)"))
        type_ = get_named_type(each.type)
        return text if is_leaf_type(type_) else f"{text} {self._selection(type_, part, depth - 1)}"

    def _argument(self, of: GraphQLArgument, part: _Part) -> str | None:
        """Return the text of a value, or of a variable that has it."""
        value = self._value(of.type)
        known = [name for name, kept in part.variables.items() if kept is value]
        if self._random.random() < 0.5 or not _is_plain(value):
            name = known[0] if known else f"v{len(part.variables)}"
            declared = f"${name}: {of.type}"
            if known and declared not in part.definitions:
                name = f"v{len(part.variables)}"
                declared = f"${name}: {of.type}"
            if declared not in part.definitions:
                part.definitions.append(declared)
            part.variables[name] = value
            return f"${name}"
        if value is None or isinstance(get_named_type(of.type), GraphQLEnumType):
            return None if value is None else str(value)
        return json.dumps(value, ensure_ascii=False)

    def _value(self, type_: GraphQLInputType) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type)
        if isinstance(type_, GraphQLList):
            length = self._random.choice((0, 1, 4, 100, 101))
            one = self._value(type_.of_type)
            return [
                one if self._random.random() < 0.5 else self._value(type_.of_type)
                for _ in range(length)
            ]
        if isinstance(type_, GraphQLEnumType):
            return self._random.choice([*type_.values])
        make = self._leaves.get(str(type_))
        return make() if make is not None else None

    def _id(self) -> str:
        return self._mostly(self._ids, ODD_IDS)

    def _mostly(self, good: Sequence[T], bad: Sequence[T]) -> T:
        return self._random.choice(good if self._random.random() < 0.97 else bad)

    def _roots(self) -> tuple[GraphQLObjectType | None, ...]:
        return self._schema.query_type, self._schema.mutation_type


def _is_plain(value: Any) -> bool:
    """Return whether a value can be written into a document."""
    text = str(value)
    return text.isprintable() and len(text) < 2_000 and not isinstance(value, list | float)
