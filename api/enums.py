"""Enums of the schema, made of those of core."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import graphene


def described_enum(
    enum: type[Enum], name: str, description: str, of_values: Mapping[Any, str]
) -> Any:
    """Return the enum of this name, its values those of `enum`, each described by `of_values`."""
    return graphene.Enum.from_enum(
        enum,
        name=name,
        description=lambda value: description if value is None else of_values[value],
    )
