"""The rows of a statement written by hand, as model instances.

Django calls the model's `__init__` for each row, with two signals and a setter for each field:
15 µs, most of the time of a page. Here a row becomes the instance's attributes, as a deferred field
does later. Nothing more is needed: no model here has an `__init__` or receivers of its own.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Model
from django.db.models.base import ModelState

from .routing import database_of_reads

M = TypeVar("M", bound=Model)


def read_rows(
    model: type[M], statement: str, parameters: Mapping[str, Any] | Sequence[Any]
) -> list[M]:
    """Return an instance for each row that the statement returns. One SQL statement.

    A column that is a field becomes its value; other columns become attributes of their name, and
    fields that are not among them are read where they are needed.
    Raises TypeError for a field that converts what the database returns.
    """
    alias = database_of_reads()
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        names = _attributes(model, tuple(column[0] for column in cursor.description or ()))
        rows = cursor.fetchall()
    return [_instance(model, alias, names, row) for row in rows]


def _instance(model: type[M], alias: str, names: Sequence[str], row: Sequence[Any]) -> M:
    instance = model.__new__(model)
    state = ModelState()
    state.adding = False
    state.db = alias
    instance.__dict__.update(zip(names, row, strict=True), _state=state)
    return instance


@lru_cache(maxsize=100)
def _attributes(model: type[Model], columns: tuple[str, ...]) -> list[str]:
    """Return where an instance keeps the value of each column."""
    return [_attribute(model, column) for column in columns]


def _attribute(model: type[Model], column: str) -> str:
    fields = {field.column: field for field in model._meta.concrete_fields}
    field = fields.get(column)
    if field is None:
        return column
    if hasattr(field, "from_db_value"):
        raise TypeError(f"{model.__name__}.{field.name} converts what the database returns.")
    return str(field.attname)
