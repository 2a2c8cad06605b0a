"""Asking the schema about itself: what that brings, and what is told while it is switched off.

With INTROSPECTION off nobody learns a name that they do not know: `__schema` and `__type` are
refused, and of a document that does not fit the schema only the place is told, because GraphQL's
own sentences name types, missing arguments and what else may have been meant.
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

# A value of the schema's own is a look at a Python object, no row of anything.
VALUES_A_UNIT = 5

SWITCHED_OFF = "Introspection is disabled."
DOES_NOT_FIT = "The document does not match the schema."


class Root(StrEnum):
    """The root fields that ask the schema about itself."""

    SCHEMA = "__schema"
    TYPE = "__type"


ROOTS: frozenset[str] = frozenset(Root)


def check_introspection(root_fields: Collection[str]) -> None:
    """Raise RequestError if these fields ask about the schema and it is not to be told."""
    if not settings.INTROSPECTION and not ROOTS.isdisjoint(root_fields):
        raise RequestError([graphql_error(SWITCHED_OFF)], well_formed=True)


def mask_schema_errors(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """GraphQL's complaints about a document or its variables, as far as clients may read them."""
    if settings.INTROSPECTION:
        return list(errors)
    return [
        GraphQLError(DOES_NOT_FIT, nodes=error.nodes, extensions=error.extensions)
        if isinstance(error.original_error, GraphQLError | None)
        else error
        for error in errors
    ]


@cache
def introspection_sizes(schema: GraphQLSchema) -> Mapping[Root, Mapping[str, int]]:
    """How long the schema's own lists are, by coordinate.

    Under `__schema`, where every type is read, on average; under `__type`, which can be asked for
    the largest one, at most.
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
