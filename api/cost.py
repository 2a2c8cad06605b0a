"""How deep an operation goes and how much it can bring, estimated from the document.

The cost is the number of values that the answer can hold: each field counts one, and what is
selected in a list counts as often as the list can be long, by `first` or `last` where it has
them. Sizes may come from variables, so the estimate is made once a document, as a tree of sums
and products, and worked out for each request.

Only for documents that are valid: fragments that are missing or in a circle never get here.
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

from core.pages import DEFAULT_SIZE, MAX_SIZE

from .errors import QUERY_TOO_COMPLEX, Refused, user_error

MAX_DEPTH = 16
MAX_COST = 20_000
# How long a list is taken to be that nothing gives the size of: images, reasons, the schema's own.
SHORT_LIST = 5
# The arguments that give a list its size, in the order in which they are looked for.
SIZE_ARGUMENTS = ("last", "first", "ids")


@dataclass(frozen=True, slots=True)
class FromVariable:
    """The size of a list that a variable gives, by being a number or a list of ids."""

    name: str
    default: Any

    def resolve(self, variables: Mapping[str, Any]) -> int:
        """The size. One that the field is going to refuse counts as the nearest allowed."""
        return _size_of(variables.get(self.name, self.default))


Size = int | FromVariable


@dataclass(slots=True)
class Estimate:
    """The cost of a selection: `constant`, and parts that depend on variables, each so often."""

    constant: int = 0
    parts: list[tuple[Size, "Estimate"]] = field(default_factory=list)
    depth: int = 0

    def add(self, size: Size, inner: "Estimate") -> None:
        """Count `inner` so often."""
        if isinstance(size, int) and not inner.parts:
            self.constant += size * inner.constant
        else:
            self.parts.append((size, inner))

    def total(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables, as the client sent them."""
        return self._total(variables, {}) if self.parts else self.constant

    def _total(self, variables: Mapping[str, Any], known: dict[int, int]) -> int:
        # A fragment that is spread in many places is one Estimate: worked out once.
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
    """The estimate of one operation. Raises Refused if it is nested too deeply."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        return Estimate()
    whole = _Estimator(schema, operation, fragments).selection(operation.selection_set, root, None)
    if whole.depth > MAX_DEPTH:
        message = f"The operation is {whole.depth} levels deep; at most {MAX_DEPTH} are allowed."
        raise Refused([user_error(message, QUERY_TOO_COMPLEX)], well_formed=True)
    return whole


def check_cost(whole: Estimate, variables: Mapping[str, Any]) -> None:
    """Raise Refused if the operation can bring too much with these variables."""
    cost = whole.total(variables)
    if cost > MAX_COST:
        message = (
            f"The operation can bring {cost} values; at most {MAX_COST} are allowed. "
            "Ask for shorter lists (`first`) or fewer fields in them."
        )
        raise Refused([user_error(message, QUERY_TOO_COMPLEX)], well_formed=True)


class _Estimator:
    """Walks the selections of one operation; each fragment once for each place it can stand in."""

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
        self._of_fragments: dict[tuple[str, Size | None], Estimate] = {}

    def selection(
        self, selections: SelectionSetNode, parent: GraphQLNamedType, page: Size | None
    ) -> Estimate:
        """The estimate of a selection in `parent`; `page` is the size that its lists have."""
        whole = Estimate()
        for node in selections.selections:
            size: Size = 1
            if isinstance(node, FieldNode):
                size, inner = self._field(node, parent, page)
                whole.constant += 1
                depth = inner.depth + 1
            else:
                inner = self._fragment(node, parent, page)
                depth = inner.depth
            whole.add(size, inner)
            whole.depth = max(whole.depth, depth)
        return whole

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, page: Size | None
    ) -> tuple[Size, Estimate]:
        definition = get_field_def(self._schema, cast(GraphQLObjectType, parent), node)
        if node.selection_set is None:
            return 1, Estimate()
        type_ = get_named_type(definition.type)
        own = self._size(node, definition)
        if _is_list(definition.type):
            return own or page or SHORT_LIST, self.selection(node.selection_set, type_, None)
        return 1, self.selection(node.selection_set, type_, own)

    def _fragment(
        self, node: SelectionNode, parent: GraphQLNamedType, page: Size | None
    ) -> Estimate:
        if isinstance(node, InlineFragmentNode):
            type_ = self._type(node.type_condition) if node.type_condition else parent
            return self.selection(node.selection_set, type_, page)
        name = cast(FragmentSpreadNode, node).name.value
        if (name, page) not in self._of_fragments:
            fragment = self._fragments[name]
            self._of_fragments[name, page] = self.selection(
                fragment.selection_set, self._type(fragment.type_condition), page
            )
        return self._of_fragments[name, page]

    def _type(self, condition: NamedTypeNode) -> GraphQLNamedType:
        return cast(GraphQLNamedType, self._schema.get_type(condition.name.value))

    def _size(self, node: FieldNode, definition: GraphQLField) -> Size | None:
        sizes = [name for name in SIZE_ARGUMENTS if name in definition.args]
        given = {argument.name.value: argument.value for argument in node.arguments}
        for name in sizes:
            match given.get(name):
                case VariableNode(name=variable):
                    default = self._defaults.get(variable.value)
                    return FromVariable(
                        variable.value, value_from_ast_untyped(default) if default else None
                    )
                case IntValueNode(value=digits):
                    return _size_of(int(digits))
                case ListValueNode(values=values):
                    return max(len(values), 1)
        return DEFAULT_SIZE if sizes else None


def _is_list(type_: GraphQLOutputType) -> bool:
    if is_non_null_type(type_):
        type_ = cast("GraphQLNonNull[Any]", type_).of_type
    return is_list_type(type_)


def _size_of(value: Any) -> int:
    match value:
        case None:
            return DEFAULT_SIZE
        case int():
            return min(max(value, 1), MAX_SIZE)
        case list():
            return max(len(value), 1)
    return MAX_SIZE
