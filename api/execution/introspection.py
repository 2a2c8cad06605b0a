"""Introspection: its cost, and what is hidden while it is disabled.

With INTROSPECTION off, no response reveals a name of the schema: `__schema` and `__type` are
rejected, and an error about an invalid document has its location only, because GraphQL's own
messages name types, missing arguments and suggestions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache

from django.conf import settings
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from api.errors import RequestError, graphql_error

# A value of the schema is read from a Python object, not from a store: 300,000 take 0.23 s.
VALUES_A_UNIT = 10

DISABLED = "Introspection is disabled."
INVALID_DOCUMENT = "The document does not match the schema."


class Root(StrEnum):
    """The root fields of introspection."""

    SCHEMA = "__schema"
    TYPE = "__type"


ROOTS: frozenset[str] = frozenset(Root)


def check_introspection(root_fields: Collection[str]) -> None:
    """Raise RequestError if these fields include introspection and it is disabled."""
    if not settings.INTROSPECTION and not ROOTS.isdisjoint(root_fields):
        raise RequestError([graphql_error(DISABLED)], well_formed=True)


def mask_schema_errors(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """Return the errors, without GraphQL's messages if introspection is disabled."""
    if settings.INTROSPECTION:
        return list(errors)
    return [
        GraphQLError(INVALID_DOCUMENT, nodes=error.nodes, extensions=error.extensions)
        if isinstance(error.original_error, GraphQLError | None)
        else error
        for error in errors
    ]


@cache
def introspection_sizes(schema: GraphQLSchema) -> Mapping[Root, Mapping[str, int]]:
    """Return the lengths of the lists of introspection, by coordinate.

    The average length under `__schema`, which reads every type; the maximum under `__type`, which
    can read the largest one.
    """
    types = schema.type_map.values()
    fields = [
        field
        for type_ in types
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field in type_.fields.values()
    ]
    lengths = {
        "__Type.fields": [len(getattr(type_, "fields", ())) for type_ in types],
        "__Type.interfaces": [len(getattr(type_, "interfaces", ())) for type_ in types],
        "__Type.possibleTypes": [
            len(schema.get_possible_types(type_))
            for type_ in types
            if isinstance(type_, GraphQLInterfaceType)
        ],
        "__Type.enumValues": [
            len(type_.values) for type_ in types if isinstance(type_, GraphQLEnumType)
        ],
        "__Type.inputFields": [
            len(type_.fields) for type_ in types if isinstance(type_, GraphQLInputObjectType)
        ],
        "__Field.args": [len(field.args) for field in fields],
        "__Directive.args": [len(directive.args) for directive in schema.directives],
        "__Schema.types": [len(types)],
        "__Schema.directives": [len(schema.directives)],
    }
    return {
        Root.SCHEMA: {name: _mean(each) for name, each in lengths.items()},
        Root.TYPE: {name: max(each, default=1) for name, each in lengths.items()},
    }


def _mean(lengths: Iterable[int]) -> int:
    each = list(lengths)
    return max(-(-sum(each) // len(each)), 1) if each else 1
