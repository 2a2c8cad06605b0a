"""Numbers of a document that its variables decide: lengths of lists and of texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from core.lists.pages import DEFAULT_SIZE, MAX_SIZE

# Checking a text character by character takes 0.1 to 0.3 µs each.
CHARACTERS_A_UNIT = 100

Variable = tuple[str, Any]
"""The name of a variable and its default."""


@dataclass(frozen=True, slots=True)
class FromVariables:
    """The size of a list by variables, which are numbers or lists of IDs.

    The largest value counts, including `fixed`, a literal of the document.
    """

    variables: tuple[Variable, ...]
    fixed: int | None = None

    def resolve(self, values: Mapping[str, Any]) -> int:
        """Return the size; a value out of bounds counts as the nearest one allowed."""
        found = [values.get(name, default) for name, default in self.variables]
        sizes = [size_of(value) for value in (*found, self.fixed) if value is not None]
        return max(sizes, default=DEFAULT_SIZE)


@dataclass(frozen=True, slots=True)
class Given:
    """The number of values of a variable, 0 if it is null, at most `longest`."""

    variable: Variable
    longest: int

    def resolve(self, values: Mapping[str, Any]) -> int:
        """Return the length of a list, 0 for null, 1 for any other value."""
        name, default = self.variable
        value = values.get(name, default)
        if isinstance(value, list | tuple):
            return min(len(value), self.longest)
        return int(value is not None)


@dataclass(frozen=True, slots=True)
class TextOf:
    """The units of the texts in a variable."""

    variable: Variable

    def resolve(self, values: Mapping[str, Any]) -> int:
        """Return the units, rounded down."""
        name, default = self.variable
        return characters_in(values.get(name, default)) // CHARACTERS_A_UNIT


Size = int | FromVariables | Given | TextOf


def size_of(value: Any) -> int:
    """Return the length of a list by the value of a size argument; the longest for a wrong one."""
    match value:
        case int():
            return min(max(value, 1), MAX_SIZE)
        case list() | tuple():
            return min(max(len(value), 1), MAX_SIZE)
    return MAX_SIZE


def characters_in(value: Any) -> int:
    """Return the number of characters of all texts in a value of a variable."""
    if isinstance(value, str):
        return len(value)
    count, waiting = 0, [value]
    while waiting:
        match waiting.pop():
            case str(text):
                count += len(text)
            case list(values) | tuple(values):
                waiting += values
            case dict(members):
                waiting += members.values()
    return count


def texts_of(node: ValueNode) -> tuple[int, list[VariableNode]]:
    """Return the characters of the texts in a literal, and the variables within it."""
    count, variables, waiting = 0, [], [node]
    while waiting:
        match waiting.pop():
            case StringValueNode(value=text):
                count += len(text)
            case VariableNode() as variable:
                variables.append(variable)
            case ListValueNode(values=values):
                waiting += values
            case ObjectValueNode(fields=fields):
                waiting += [each.value for each in fields]
    return count, variables
