"""The rows of a statement written by hand, as model instances.

Django calls the model's `__init__` for each row, with two signals and a setter for each field:
15 µs, most of the time of a page. Here a row becomes the instance's attributes, as a deferred field
does later. Nothing more is needed: no model here has an `__init__` or receivers of its own.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connections
from django.db.models import Model
from django.db.models.base import ModelState

from .routing import database_of_reads

M = TypeVar("M", bound=Model)


def instances_of(
    model: type[M], statement: str, parameters: Mapping[str, Any] | Sequence[Any]
) -> list[M]:
    """Return an instance for each row that the statement returns. One SQL statement.

    A column that is a field becomes its value; other columns become attributes of their name, and
    fields that are not among them are read where they are needed. Columns at the end with names
    such as `author.username` become the related object, as `select_related` does.
    Raises TypeError for a field that converts what the database returns.
    """
    alias = database_of_reads()
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        shape = _shape(model, tuple(column[0] for column in cursor.description or ()))
        rows = cursor.fetchall()
    found = [_instance(model, alias, shape.names, row[: shape.width]) for row in rows]
    if shape.related is not None:
        name, other, names = shape.related
        for instance, row in zip(found, rows, strict=True):
            instance._state.fields_cache[name] = _instance(other, alias, names, row[shape.width :])
    return found


def _instance(model: type[M], alias: str, names: Sequence[str], row: Sequence[Any]) -> M:
    instance = model.__new__(model)
    values = dict(zip(names, row, strict=True))
    values["_state"] = state = ModelState()
    state.__dict__ = {"db": alias, "adding": False}
    instance.__dict__ = values
    return instance


class _Shape(NamedTuple):
    """Where an instance keeps the value of each column.

    The first `width` are its own; the others belong to the object under the name of a field.
    """

    names: Sequence[str]
    width: int
    related: tuple[str, type[Model], Sequence[str]] | None


@lru_cache(maxsize=100)
def _shape(model: type[Model], columns: tuple[str, ...]) -> _Shape:
    own = [_attribute(model, column) for column in columns if "." not in column]
    others = [column.split(".") for column in columns[len(own) :]]
    if not others:
        return _Shape(own, len(own), None)
    field = model._meta.get_field(others[0][0])
    other = cast(type[Model], field.related_model)
    names = [_attribute(other, column) for _, column in others]
    return _Shape(own, len(own), (field.name, other, names))


def _attribute(model: type[Model], column: str) -> str:
    fields = {field.column: field for field in model._meta.concrete_fields}
    field = fields.get(column)
    if field is None:
        return column
    if hasattr(field, "from_db_value"):
        raise TypeError(f"{model.__name__}.{field.name} converts what the database returns.")
    return str(field.attname)
