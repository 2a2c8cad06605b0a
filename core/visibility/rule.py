"""The rule: which users are hidden from a viewer, and why.

The content of a hidden user is hidden too. In PostgreSQL the rule is a condition of the statement
that reads, so it comes before the page is cut and costs no statement of its own; in the graph the
writers keep it (`graph/writes/suspensions.py`). README.md says how to add a reason.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, OuterRef, QuerySet

from .viewer import Viewer

M = TypeVar("M", bound=Model)


class Reason(StrEnum):
    """Why somebody is hidden. From `INTERNAL` only deleted users are."""

    SUSPENDED = "suspended"
    DELETED = "deleted"


VISIBLE = """NOT EXISTS (
    SELECT FROM core_user hidden
    WHERE hidden.id = {person} AND NOT hidden.is_active AND hidden.id <> %(viewer)s
)"""
"""The condition for raw SQL that reads rows of `{person}`, for a `%(viewer)s`."""


def visible(rows: QuerySet[M], viewer: Viewer, *people: str) -> QuerySet[M]:
    """Return the rows of which none of `people` is hidden from the viewer.

    `people` are fields with the id of somebody, or none. Cost: one probe a row of an index that
    holds those who are hidden alone.
    """
    hidden = _hidden_from(viewer)
    for person in people:
        rows = rows.filter(~Exists(hidden.filter(pk=OuterRef(person))))
    return rows


def hidden_from(viewer: Viewer, people: Collection[int]) -> dict[int, Reason]:
    """Return which of these users are hidden from the viewer, and why. One SQL statement."""
    found = _hidden_from(viewer).filter(pk__in=people).values_list("pk", "deleted_at")
    return {pk: Reason.SUSPENDED if at is None else Reason.DELETED for pk, at in found}


def _hidden_from(viewer: Viewer) -> QuerySet[Any]:
    people = get_user_model()._base_manager.all()
    if viewer.sees_all:
        return people.filter(deleted_at__isnull=False)
    return people.filter(is_active=False).exclude(pk=viewer.key)
