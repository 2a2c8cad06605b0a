"""The schema as a whole: committed, and described."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    print_schema,
)

import api
from api.schema import schema

SNAPSHOT = Path(api.__file__).parent / "schema.graphql"


def test_the_committed_schema_is_the_schema() -> None:
    current = print_schema(schema.graphql_schema) + "\n"
    assert SNAPSHOT.read_text() == current, "Update it: make schema"


def undescribed() -> Iterator[str]:
    """The names of all that clients see without a word of explanation."""
    for name, type_ in schema.graphql_schema.type_map.items():
        if is_introspection_type(type_):
            continue
        if not type_.description:
            yield name
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                if not field.description:
                    yield f"{name}.{field_name}"
                for argument_name, argument in field.args.items():
                    if not argument.description:
                        yield f"{name}.{field_name}({argument_name})"
        elif isinstance(type_, GraphQLInputObjectType):
            for field_name, input_field in type_.fields.items():
                if not input_field.description:
                    yield f"{name}.{field_name}"
        elif isinstance(type_, GraphQLEnumType):
            for value_name, value in type_.values.items():
                if not value.description:
                    yield f"{name}.{value_name}"


def test_everything_is_described() -> None:
    assert list(undescribed()) == []
