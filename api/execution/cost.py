"""Depth and cost of an operation, estimated from the document.

The cost is the maximum number of values in the response, plus the work in the stores, plus the
bytes of texts. Each field counts one plus its entry in `field_costs.py`; the selection of a list
counts as many times as the list can have items, by `first` or `last` where it has them; texts in
arguments count by their length, and `hasPreviousPage` after a cursor and `hasNextPage` before one
as the page that they look at. Sizes and texts may be variables, so the estimate is built once per
document, as a tree of sums and products, and evaluated for each request.

Documents must be valid: fragments that are missing or cyclic are rejected before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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

from .estimates import UNIT, Estimate
from .field_costs import MAX_ITEMS, MAX_VALUES, SIZE_ARGUMENTS, weights_of
from .introspection import ROOTS, VALUES_A_UNIT, Root, introspection_sizes
from .sizes import (
    CHARACTERS_A_UNIT,
    FromVariables,
    Given,
    Size,
    TextOf,
    Variable,
    size_of,
    texts_of,
)

MAX_DEPTH = 16
# The assumed length of a list without a size argument: images, reasons.
SHORT_LIST = 5
# What looks at the list beyond the page, and the argument without which it does not.
# One row takes a small part of a page; a search takes as long.
A_ROW = 20
BEYOND = {"hasPreviousPage": "after", "hasNextPage": "before"}


@dataclass(frozen=True, slots=True)
class Reach:
    """What it costs to look beyond a page, and how often by argument: 0 without a cursor."""

    page: Estimate
    after: Size
    before: Size


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a selection: a connection of `field` with pages of `size`, or none.

    `root` is set inside an introspection field.
    """

    size: Size | None = None
    field: str = ""
    root: Root | None = None
    reach: Reach | None = None


NOWHERE = Place()


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


def check_cost(cost: int, most: int = MAX_COST) -> None:
    """Raise RequestError, with cost and maximum, if the cost is above `most`."""
    if cost > most:
        message = (
            f"The operation costs {cost}; at most {most} is allowed. "
            "Ask for shorter lists (`first`) or fewer fields in them."
        )
        error = graphql_error(message, QUERY_TOO_COMPLEX)
        error.extensions = {**(error.extensions or {}), "cost": cost, "maxCost": most}
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
        response_name = (node.alias or node.name).value
        whole.constant += 1 + len(response_name) // CHARACTERS_A_UNIT
        page = Estimate(self._weights.get(coordinate, 0))
        self._weigh_arguments(page, node, coordinate)
        whole.add(1, page)
        if place.field:
            whole.constant += self._weights.get(f"{place.field}.{name}", 0)
        if place.reach is not None and name in BEYOND:
            whole.add(getattr(place.reach, BEYOND[name]), place.reach.page)
        if node.selection_set is None:
            return 0
        definition = get_field_def(self._schema, cast(GraphQLObjectType, parent), node)
        type_ = get_named_type(definition.type)
        own = self._size(node, definition)
        root = Root(name) if name in ROOTS else place.root
        if not _is_list(definition.type):
            reach = place.reach if name == "pageInfo" else self._reach(node, coordinate)
            inside = Place(own, coordinate, root, reach)
            inner = self.selection(node.selection_set, type_, inside)
            if name in ROOTS:
                inner = Estimate(-(-inner.constant // VALUES_A_UNIT), depth=inner.depth)
            whole.add(1, inner)
            return inner.depth
        if root is not None:
            own = self._sizes_of_schema[root].get(coordinate)
        inner = self.selection(node.selection_set, type_, Place(root=root))
        whole.add(own or place.size or MAX_ITEMS.get(coordinate, SHORT_LIST), inner)
        return inner.depth

    def _reach(self, node: FieldNode, coordinate: str) -> Reach | None:
        """Return what it costs to look beyond the page of a field; None without cursors."""
        given: dict[str, Size] = {"after": 0, "before": 0}
        for argument in node.arguments:
            match argument.value:
                case VariableNode() as variable:
                    times: Size = Given(self._variable(variable), 1)
                case value:
                    times = int(not isinstance(value, NullValueNode))
            given[argument.name.value] = times
        if given["after"] == given["before"] == 0:
            return None
        row = Estimate(self._weights.get(coordinate, 0) // A_ROW)
        self._weigh_arguments(row, node, coordinate)
        return Reach(row, given["after"], given["before"])

    def _weigh_arguments(self, whole: Estimate, node: FieldNode, coordinate: str) -> None:
        for argument in node.arguments:
            characters, variables = texts_of(argument.value)
            whole.constant += characters // CHARACTERS_A_UNIT
            for each in variables:
                whole.add(TextOf(self._variable(each)), UNIT)
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
                        fixed.append(size_of(int(digits)))
                    case ListValueNode(values=values):
                        fixed.append(size_of(values))
        largest = max(fixed, default=None)
        if variables:
            return FromVariables(tuple(variables), largest)
        return largest or DEFAULT_SIZE


def _is_list(type_: GraphQLOutputType) -> bool:
    if is_non_null_type(type_):
        type_ = cast("GraphQLNonNull[Any]", type_).of_type
    return is_list_type(type_)
