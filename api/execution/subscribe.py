"""The source of a subscription operation. Source: GraphQL, section 6.2.3.1."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    ExecutionContext,
    GraphQLError,
    GraphQLSchema,
    located_error,
)
from graphql.execution.collect_fields import collect_fields
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from api.context import Context
from api.errors import RequestError, graphql_error
from api.subscriptions.source import SubscriptionSource

from .argument_names import name_arguments
from .documents import Document, Operation


def source_of(
    schema: GraphQLSchema,
    document: Document,
    operation: Operation,
    variables: Mapping[str, Any],
    context: Context,
) -> SubscriptionSource:
    """Return the source that the root field returns. Raises RequestError."""
    if schema.subscription_type is None:
        raise RequestError(
            [graphql_error("The operation selects no subscription field.")], well_formed=True
        )
    built = ExecutionContext.build(
        schema, document.ast, None, context, dict(variables), operation.name or None
    )
    if isinstance(built, list):
        raise RequestError(name_arguments(built, document.ast), well_formed=True)
    root = schema.subscription_type
    fields = collect_fields(
        schema, built.fragments, built.variable_values, root, operation.node.selection_set
    )
    if not fields:
        raise RequestError(
            [graphql_error("The operation selects no subscription field.")], well_formed=True
        )
    response_name, nodes = next(iter(fields.items()))
    definition = get_field_def(schema, root, nodes[0])
    if definition is None or definition.subscribe is None:
        raise RequestError(
            [graphql_error("The operation selects no subscription field.")], well_formed=True
        )
    path = Path(None, response_name, root.name)
    info = built.build_resolve_info(definition, nodes, root, path)
    try:
        arguments = get_argument_values(definition, nodes[0], built.variable_values)
        source: SubscriptionSource = definition.subscribe(None, info, **arguments)
    except Exception as error:  # noqa: BLE001 - formatted and logged as an error of the field
        located: GraphQLError = located_error(error, nodes, path.as_list())
        raise RequestError([located], well_formed=True) from None
    return source
