"""Depth and cost of an operation, estimated from the document.

The cost is the maximum number of values in the response, plus the work in the stores. Each field
counts one plus its entry in `field_costs.py`; the selection of a list counts as many times as the
list can have items, by `first` or `last` where it has them. Sizes may be variables, so the estimate
is built once per document, as a tree of sums and products, and evaluated for each request.

Documents must be valid: fragments that are missing or cyclic are rejected before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)
from graphql.execution.execute import get_field_def

from api.errors import QUERY_TOO_COMPLEX, RequestError, graphql_error
from api.limits import MAX_COST
from core.lists.pages import DEFAULT_SIZE, MAX_SIZE

from .field_costs import MAX_VALUES, SIZE_ARGUMENTS, weights_of
from .introspection import ROOTS, VALUES_A_UNIT, Root, introspection_sizes

MAX_DEPTH = 16
# The assumed length of a list without a size argument: images, reasons.
SHORT_LIST = 5


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
        sizes = [_size_of(value) for value in (*found, self.fixed) if value is not None]
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


Size = int | FromVariables | Given


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a selection: a connection of `field` with pages of `size`, or none.

    `root` is set inside an introspection field.
    """

    size: Size | None = None
    field: str = ""
    root: Root | None = None


NOWHERE = Place()


@dataclass(slots=True)
class Estimate:
    """The cost of a selection: `constant`, plus parts multiplied by sizes of variables."""

    constant: int = 0
    parts: list[tuple[Size, "Estimate"]] = field(default_factory=list)
    depth: int = 0

    def add(self, size: Size, inner: "Estimate") -> None:
        """Add `inner`, multiplied by `size`."""
        if isinstance(size, int) and not inner.parts:
            self.constant += size * inner.constant
        else:
            self.parts.append((size, inner))

    def total(self, variables: Mapping[str, Any]) -> int:
        """Return the cost with these variables, as the client sent them."""
        return self._total(variables, {}) if self.parts else self.constant

    def _total(self, variables: Mapping[str, Any], known: dict[int, int]) -> int:
        # A fragment spread in many places is one Estimate, evaluated once.
        if id(self) not in known:
            known[id(self)] = self.constant + sum(
                (size if isinstance(size, int) else size.resolve(variables))
                * inner._total(variables, known)
                for size, inner in self.parts
            )
        return known[id(self)]


def estimate(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Estimate:
    """Return the estimate of an operation. Raises RequestError if it is nested too deeply."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        return Estimate()
    whole = _Estimator(schema, operation, fragments).selection(
        operation.selection_set, root, NOWHERE
    )
    if whole.depth > MAX_DEPTH:
        message = f"The operation is {whole.depth} levels deep; at most {MAX_DEPTH} are allowed."
        raise RequestError([graphql_error(message, QUERY_TOO_COMPLEX)], well_formed=True)
    return whole


def check_cost(cost: int) -> None:
    """Raise RequestError, with cost and maximum, if the cost is above MAX_COST."""
    if cost > MAX_COST:
        message = (
            f"The operation costs {cost}; at most {MAX_COST} is allowed. "
            "Ask for shorter lists (`first`) or fewer fields in them."
        )
        error = graphql_error(message, QUERY_TOO_COMPLEX)
        error.extensions = {**(error.extensions or {}), "cost": cost, "maxCost": MAX_COST}
        raise RequestError([error], well_formed=True)


class _Estimator:
    """Visits the selections of one operation, each fragment once per kind of surroundings."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
        }
        self._weights = weights_of(schema)
        self._sizes_of_schema = introspection_sizes(schema)
        self._of_fragments: dict[tuple[str, Place], Estimate] = {}

    def selection(
        self, selections: SelectionSetNode, parent: GraphQLNamedType, place: Place
    ) -> Estimate:
        """Return the estimate of a selection in `parent`."""
        whole = Estimate()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                depth = self._add_field(whole, node, parent, place) + 1
            else:
                inner = self._fragment(node, parent, place)
                whole.add(1, inner)
                depth = inner.depth
            whole.depth = max(whole.depth, depth)
        return whole

    def _add_field(
        self, whole: Estimate, node: FieldNode, parent: GraphQLNamedType, place: Place
    ) -> int:
        """Add the cost of the field. Return the depth of its selection."""
        name = node.name.value
        coordinate = f"{parent.name}.{name}"
        whole.constant += 1 + self._weights.get(coordinate, 0)
        if place.field:
            whole.constant += self._weights.get(f"{place.field}.{name}", 0)
        self._weigh_arguments(whole, node, coordinate)
        if node.selection_set is None:
            return 0
        definition = get_field_def(self._schema, cast(GraphQLObjectType, parent), node)
        type_ = get_named_type(definition.type)
        own = self._size(node, definition)
        root = Root(name) if name in ROOTS else place.root
        if not _is_list(definition.type):
            inner = self.selection(node.selection_set, type_, Place(own, coordinate, root))
            if name in ROOTS:
                inner = Estimate(-(-inner.constant // VALUES_A_UNIT), depth=inner.depth)
            whole.add(1, inner)
            return inner.depth
        if root is not None:
            own = self._sizes_of_schema[root].get(coordinate)
        inner = self.selection(node.selection_set, type_, Place(root=root))
        whole.add(own or place.size or SHORT_LIST, inner)
        return inner.depth

    def _weigh_arguments(self, whole: Estimate, node: FieldNode, coordinate: str) -> None:
        for argument in node.arguments:
            name = f"{coordinate}({argument.name.value}:)"
            weight = self._weights.get(name, 0)
            if not weight:
                continue
            longest = MAX_VALUES.get(name, MAX_SIZE)
            match argument.value:
                case VariableNode() as variable:
                    whole.add(Given(self._variable(variable), longest), Estimate(weight))
                case ListValueNode(values=values):
                    whole.constant += weight * min(len(values), longest)
                case value if not isinstance(value, NullValueNode):
                    whole.constant += weight

    def _fragment(self, node: SelectionNode, parent: GraphQLNamedType, place: Place) -> Estimate:
        if isinstance(node, InlineFragmentNode):
            type_ = self._type(node.type_condition) if node.type_condition else parent
            return self.selection(node.selection_set, type_, place)
        name = cast(FragmentSpreadNode, node).name.value
        if (name, place) not in self._of_fragments:
            fragment = self._fragments[name]
            self._of_fragments[name, place] = self.selection(
                fragment.selection_set, self._type(fragment.type_condition), place
            )
        return self._of_fragments[name, place]

    def _type(self, condition: NamedTypeNode) -> GraphQLNamedType:
        return cast(GraphQLNamedType, self._schema.get_type(condition.name.value))

    def _variable(self, node: VariableNode) -> Variable:
        default = self._defaults.get(node.name.value)
        value = value_from_ast_untyped(default) if default else None
        return node.name.value, tuple(value) if isinstance(value, list) else value

    def _size(self, node: FieldNode, definition: GraphQLField) -> Size | None:
        if SIZE_ARGUMENTS.isdisjoint(definition.args):
            return None
        fixed: list[int] = []
        variables: list[Variable] = []
        for argument in node.arguments:
            if argument.name.value in SIZE_ARGUMENTS:
                match argument.value:
                    case VariableNode() as variable:
                        variables.append(self._variable(variable))
                    case IntValueNode(value=digits):
                        fixed.append(_size_of(int(digits)))
                    case ListValueNode(values=values):
                        fixed.append(_size_of(values))
        largest = max(fixed, default=None)
        if variables:
            return FromVariables(tuple(variables), largest)
        return largest or DEFAULT_SIZE


def _is_list(type_: GraphQLOutputType) -> bool:
    if is_non_null_type(type_):
        type_ = cast("GraphQLNonNull[Any]", type_).of_type
    return is_list_type(type_)


def _size_of(value: Any) -> int:
    match value:
        case int():
            return min(max(value, 1), MAX_SIZE)
        case list() | tuple():
            return min(max(len(value), 1), MAX_SIZE)
    return MAX_SIZE
