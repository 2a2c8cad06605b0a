"""The schema: one Query and one Mutation, put together from the domains."""

from typing import Any

import graphene
from graphene.types.resolver import set_default_resolver
from graphql import GraphQLResolveInfo

from .nodes import NodeQueries


def attribute(name: str, default: None, root: Any, info: GraphQLResolveInfo) -> Any:
    """Resolve a field to the attribute of its name; one that is missing is our mistake.

    Graphene's own takes dictionaries too and gives null for what is missing.
    """
    return getattr(root, name)


set_default_resolver(attribute)


class Query(NodeQueries):
    """Everything that can be read."""


schema = graphene.Schema(query=Query)
