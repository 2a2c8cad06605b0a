"""Execution that ends while the answer is built, once it is too large.

Source: graphql-core, `ExecutionContext`, whose subclass `execute` takes.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    Undefined,
)
from graphql.pyutils import Path

from api.limits import MAX_ANSWER_BYTES
from core.common.errors import OperationStopped

TOO_LARGE = (
    f"The answer has more than {MAX_ANSWER_BYTES // 1024**2} MB. "
    "Ask for shorter lists (`first`) or fewer fields in them."
)
# A number or a truth value, or null with what is around it.
SMALL = 12
# An error without its path and message.
ERROR = 200


class BoundedExecution(ExecutionContext):
    """Adds up the bytes of names, values and errors. Raises OperationStopped.

    The values of one object under one field of an interface, such as `nodes`, are completed once
    and counted as often as they are in the answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bytes = 0
        self._names: dict[int, int] = {}
        self._objects: dict[tuple[int, ...], tuple[object, Any, int]] = {}

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > MAX_ANSWER_BYTES:
            raise OperationStopped("answer", TOO_LARGE)

    # The next two run for every value and object: they call nothing that they can do without.

    def collect_subfields(
        self, return_type: GraphQLObjectType, field_nodes: list[FieldNode]
    ) -> dict[str, list[FieldNode]]:
        """Return the fields of one object, whose names are counted."""
        fields = ExecutionContext.collect_subfields(self, return_type, field_nodes)
        size = self._names.get(id(fields))  # the base class keeps it
        if size is None:
            size = self._names[id(fields)] = sum(map(len, fields)) + len(fields) * SMALL + 3
        self._bytes += size
        if self._bytes > MAX_ANSWER_BYTES:
            raise OperationStopped("answer", TOO_LARGE)
        return fields

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]
        """Return the serialized value, whose bytes are counted: of a text those of its JSON."""
        value = return_type.serialize(result)
        if type(value) is str:
            text = encode_basestring(value)
            self._bytes += len(text) if text.isascii() else len(text.encode())
        elif value is None or value is Undefined:
            return ExecutionContext.complete_leaf_value(return_type, result)  # which is an error
        else:
            self._bytes += SMALL
        if self._bytes > MAX_ANSWER_BYTES:
            raise OperationStopped("answer", TOO_LARGE)
        return value

    def complete_abstract_value(
        self,
        return_type: GraphQLAbstractType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        """Return the completed value, the same one for the same object under the same field."""
        key = (id(result), *map(id, field_nodes))
        if key in self._objects:
            _, completed, size = self._objects[key]
            self._count(size)
            return completed
        before, errors = self._bytes, len(self.collected_errors.errors)
        completed = super().complete_abstract_value(return_type, field_nodes, info, path, result)
        if len(self.collected_errors.errors) == errors:  # which have their place in the answer
            self._objects[key] = result, completed, self._bytes - before
        return completed

    def handle_field_error(
        self, error: GraphQLError, return_type: GraphQLOutputType, path: Path
    ) -> None:
        """Collect the error, or raise it for the parent of a field that cannot be null."""
        self._count(ERROR + size_of_path(error.path or ()))
        super().handle_field_error(error, return_type, path)


def size_of_path(path: Sequence[str | int]) -> int:
    """Return about the bytes of a path as JSON."""
    return sum(len(key) if isinstance(key, str) else 4 for key in path) + 3 * len(path)
