"""What of a field is the same for every object, worked out once.

graphql-core finds definition, resolver, arguments and type again for each value of each object,
which is most of the time of a page. Here a selection of fields becomes a plan the first time it is
met. The plans of an operation are kept with its document, unless `@skip` or `@include` decide which
fields there are. Idea: Grafast, which plans an operation before it runs it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    TypeNameMetaFieldDef,
    ValueNode,
    VariableNode,
    Visitor,
    default_field_resolver,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    visit,
)
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.language import ListValueNode, ObjectValueNode

from api.default_resolver import attribute

from .completion import completion_of

# What the answer has of a field beside its name and its value.
AROUND_A_NAME = 12
AROUND_AN_OBJECT = 3
# Values that no resolver can change for the next one.
_CONSTANT = (str, int, float, bool, type(None))


class FieldPlan:
    """One field of a selection, for any object of its type.

    `read` returns the value of a field without a resolver of its own, None for the others.
    `arguments` are None where they depend on variables. `is_leaf`: no error inside of the value
    has a path of its own. `needs_info`: completing the value asks for more than the plan.
    """

    __slots__ = (
        *("arguments", "complete", "definition", "is_leaf", "name", "needs_info", "nodes"),
        *("parent", "read", "resolve", "selections", "type"),
    )

    def __init__(
        self, name: str, parent: GraphQLObjectType, definition: GraphQLField, nodes: list[FieldNode]
    ) -> None:
        self.name = name
        self.parent = parent
        self.definition = definition
        self.nodes = nodes
        self.type: GraphQLOutputType = definition.type
        self.complete = completion_of(definition.type)
        self.resolve: Callable[..., Any] = definition.resolve or default_field_resolver
        self.read = _reader_of(definition, parent)
        self.arguments = _constant_arguments(definition, nodes[0])
        self.is_leaf = is_leaf_type(_nullable(definition.type))
        self.needs_info = self.read is None or _asks_for_info(get_named_type(definition.type))
        self.selections: dict[GraphQLObjectType, Selection] = {}


class Selection:
    """The fields that are selected of objects of one type; `size` is the bytes of their names.

    `plain` has all of them with how they are read, if no resolver is asked for any, or nothing.
    """

    __slots__ = ("fields", "parent", "plain", "size")

    def __init__(
        self, schema: GraphQLSchema, parent: GraphQLObjectType, nodes: Mapping[str, list[FieldNode]]
    ) -> None:
        self.parent = parent
        self.fields = [
            FieldPlan(name, parent, definition, each)
            for name, each in nodes.items()
            if (definition := get_field_def(schema, parent, each[0])) is not None
        ]
        plain = [(plan, plan.read) for plan in self.fields if plan.read and plan.is_leaf]
        self.plain = plain if len(plain) == len(self.fields) else []
        self.size = sum(len(name) + AROUND_A_NAME for name in nodes) + AROUND_AN_OBJECT


class Plans:
    """The plans of one operation; equal ones may be made by several threads at once."""

    __slots__ = ("root",)

    def __init__(self) -> None:
        self.root: Selection | None = None


def _nullable(type_: GraphQLOutputType) -> GraphQLOutputType:
    nullable: GraphQLOutputType = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return nullable


def _asks_for_info(type_: Any) -> bool:
    return is_abstract_type(type_) or getattr(type_, "is_type_of", None) is not None


def _reader_of(definition: GraphQLField, parent: GraphQLObjectType) -> Callable[[Any], Any] | None:
    """Return how to read the value without a resolver; None if there is one."""
    resolve = definition.resolve
    if definition is TypeNameMetaFieldDef:
        return lambda _: parent.name
    if isinstance(resolve, partial) and resolve.func is attribute:
        return attrgetter(resolve.args[0])
    return None


def _constant_arguments(definition: GraphQLField, node: FieldNode) -> dict[str, Any] | None:
    if any(_has_variable(argument.value) for argument in node.arguments):
        return None
    try:
        arguments = get_argument_values(definition, node, {})
    except GraphQLError:
        return None  # raised where the field is resolved
    return arguments if all(isinstance(each, _CONSTANT) for each in arguments.values()) else None


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_has_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)


def has_conditions(document: DocumentNode) -> bool:
    """Return whether a variable may decide which fields are selected."""
    finder = _Conditions()
    visit(document, finder)
    return finder.found


class _Conditions(Visitor):
    """Looks for `@skip` and `@include`."""

    found = False

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.found = self.found or node.name.value in ("skip", "include")
