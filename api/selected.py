"""What is selected below a field, for what is cheaper to read together."""

from collections.abc import Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    SelectionSetNode,
)


def selects(info: GraphQLResolveInfo, name: str) -> bool:
    """Return whether a field of this name is selected at any depth below the field.

    It may be more than is answered: `@skip` and `@include` are not looked at. Cost: a walk over
    the selection, once a request.
    """
    known: dict[tuple[int, str], bool] = info.context.selected
    key = (id(info.field_nodes), name)
    if key not in known:
        known[key] = any(
            _below(node.selection_set, name, info.fragments, set()) for node in info.field_nodes
        )
    return known[key]


def _below(
    selections: SelectionSetNode | None,
    name: str,
    fragments: Mapping[str, FragmentDefinitionNode],
    followed: set[str],
) -> bool:
    if selections is None:
        return False
    for node in selections.selections:
        if isinstance(node, FieldNode) and node.name.value == name:
            return True
        if isinstance(node, FragmentSpreadNode):
            spread = node.name.value
            if spread in followed:
                continue
            followed.add(spread)
            inner: SelectionSetNode | None = fragments[spread].selection_set
        else:
            inner = getattr(node, "selection_set", None)
        if _below(inner, name, fragments, followed):
            return True
    return False
