"""The resolver of fields that have none of their own."""

from typing import Any

from graphql import GraphQLResolveInfo


def attribute(name: str, default: None, root: Any, info: GraphQLResolveInfo) -> Any:
    """Return the attribute of the field's name. Raises AttributeError if it is missing.

    Graphene's default resolver returns null for a missing attribute and accepts dictionaries.
    """
    return getattr(root, name)
