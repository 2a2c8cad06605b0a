"""Mutation fields one after the other: what was read before a write is not used after it.

GraphQL resolves the fields of a mutation in order, each with all of its selection before the next
begins. Without promises nothing of an earlier field is pending when a later one writes.
Source: GraphQL, section 6.2.2.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo, default_field_resolver


def forget_around_writes(fields: Mapping[str, GraphQLField]) -> None:
    """Let every one of these mutation fields, and its selection, read what is stored by then.

    Cost: one SQL statement for the viewer in each field after the first.
    """
    for field in fields.values():
        field.resolve = _forgetful(field.resolve or default_field_resolver)


def _forgetful(resolve: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(resolve)
    def run(root: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        info.context.begin_mutation()
        try:
            return resolve(root, info, **arguments)
        finally:  # what fails may have written something before
            info.context.loaders.clear()

    return run
