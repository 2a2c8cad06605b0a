"""Completing values: a function for each type, made once.

Source: GraphQL, section 6.4.3, and graphql-core's `complete_value`, whose errors these are.
"""

from collections.abc import Callable
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLID,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
    Undefined,
    is_leaf_type,
)
from graphql.execution.execute import invalid_return_type_error
from graphql.pyutils import Path, inspect, is_iterable

if TYPE_CHECKING:
    from .field_plans import FieldPlan
    from .planned import PlannedExecution

Complete = Callable[
    ["PlannedExecution", "FieldPlan", GraphQLResolveInfo | None, Path | None, Any], Any
]
"""Takes the execution, the plan, what abstract types ask for, the path, and the value."""

# A number or a truth value, or null with what is around it.
SMALL = 12


def completion_of(type_: GraphQLOutputType) -> Complete:
    """Return how to complete a value of this type that is no exception."""
    if isinstance(type_, GraphQLNonNull):
        inner = type_.of_type
        if is_leaf_type(inner):
            return _leaf(cast(GraphQLLeafType, inner), is_required=True)
        return _non_null(completion_of(inner))
    if isinstance(type_, GraphQLList):
        return _list(completion_of(type_.of_type), type_.of_type)
    if is_leaf_type(type_):
        return _leaf(cast(GraphQLLeafType, type_))
    if isinstance(type_, GraphQLObjectType):
        return _object(type_)
    return _abstract(cast(GraphQLAbstractType, type_))


def _non_null(inner: Complete) -> Complete:
    def complete(
        run: "PlannedExecution",
        plan: "FieldPlan",
        info: GraphQLResolveInfo | None,
        path: Path | None,
        value: Any,
    ) -> Any:
        completed = inner(run, plan, info, path, value)
        if completed is None:
            raise _null(plan)
        return completed

    return complete


def _null(plan: "FieldPlan") -> TypeError:
    return TypeError(f"Cannot return null for non-nullable field {_name_of(plan)}.")


def _name_of(plan: "FieldPlan") -> str:
    return f"{plan.parent.name}.{plan.nodes[0].name.value}"


def _list(inner: Complete, item_type: GraphQLOutputType) -> Complete:
    object_type = _object_in(item_type)

    def complete(
        run: "PlannedExecution",
        plan: "FieldPlan",
        info: GraphQLResolveInfo | None,
        path: Path | None,
        value: Any,
    ) -> Any:
        if value is None or value is Undefined:
            return None
        if not is_iterable(value):
            name = _name_of(plan)
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{name}'.")
        if object_type is not None and isinstance(value, list | tuple):
            selection = run.selection_of(plan, object_type)
            if selection.plain and (plain := run.resolve_plain(selection, value)) is not None:
                return plain
        items = []
        for index, item in enumerate(value):
            place = Path(path, index, None)
            try:
                if isinstance(item, Exception):
                    raise item
                items.append(inner(run, plan, info, place, item))
            except Exception as error:  # noqa: BLE001 - collected, or raised for the parent
                run.failed(error, plan, item_type, place)
                items.append(None)
        return items

    return complete


def _object_in(type_: GraphQLOutputType) -> GraphQLObjectType | None:
    """Return the type of items that are objects, and that no check of theirs decides about."""
    item = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return item if isinstance(item, GraphQLObjectType) and item.is_type_of is None else None


def _leaf(type_: GraphQLLeafType, *, is_required: bool = False) -> Complete:
    """Most values of an answer are such: it calls nothing that it can do without."""
    serialize = type_.serialize
    is_text = type_ in (GraphQLString, GraphQLID)

    def complete(
        run: "PlannedExecution",
        plan: "FieldPlan",
        info: GraphQLResolveInfo | None,
        path: Path | None,
        value: Any,
    ) -> Any:
        if value is None or value is Undefined:
            if is_required:
                raise _null(plan)
            return None
        serialized = value if is_text and type(value) is str else serialize(value)
        if type(serialized) is str:
            text = encode_basestring(serialized)
            run.bytes += len(text) if text.isascii() else len(text.encode())
        elif serialized is None or serialized is Undefined:
            raise TypeError(
                f"Expected `{inspect(type_)}.serialize({inspect(value)})`"
                f" to return non-nullable value, returned: {inspect(serialized)}"
            )
        else:
            run.bytes += SMALL
        if run.bytes > run.max_bytes:
            run.count(0)
        return serialized

    return complete


def _object(type_: GraphQLObjectType) -> Complete:
    is_type_of = type_.is_type_of

    def complete(
        run: "PlannedExecution",
        plan: "FieldPlan",
        info: GraphQLResolveInfo | None,
        path: Path | None,
        value: Any,
    ) -> Any:
        if value is None or value is Undefined:
            return None
        if is_type_of is not None and not is_type_of(value, cast(GraphQLResolveInfo, info)):
            raise invalid_return_type_error(type_, value, plan.nodes)
        return run.resolve_all(run.selection_of(plan, type_), value, path)

    return complete


def _abstract(type_: GraphQLAbstractType) -> Complete:
    def complete(
        run: "PlannedExecution",
        plan: "FieldPlan",
        info: GraphQLResolveInfo | None,
        path: Path | None,
        value: Any,
    ) -> Any:
        if value is None or value is Undefined:
            return None
        return run.complete_once(
            plan, cast(GraphQLResolveInfo, info), cast(Path, path), type_, value
        )

    return complete
