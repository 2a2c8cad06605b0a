"""The rule: which people are hidden from a viewer, and why.

What somebody wrote is hidden with them. In PostgreSQL the rule is a condition of the statement that
reads, so it comes before the page is cut and costs no statement of its own; in the graph the
writers keep it (`graph/writes/suspensions.py`). README.md tells how to add a reason.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, OuterRef, QuerySet

from .viewer import Viewer

M = TypeVar("M", bound=Model)


class Reason(StrEnum):
    """Why somebody is hidden."""

    SUSPENDED = "suspended"


VISIBLE = """NOT EXISTS (
    SELECT FROM core_user hidden
    WHERE hidden.id = {person} AND NOT hidden.is_active AND hidden.id <> %(viewer)s
)"""
"""The condition for a statement by hand that reads rows of `{person}`, for a `%(viewer)s`."""


def visible(rows: QuerySet[M], viewer: Viewer, *people: str) -> QuerySet[M]:
    """Return the rows of which none of `people` is hidden from the viewer.

    `people` are fields with the id of somebody, or none. Cost: one probe a row of an index that
    holds those who are hidden alone.
    """
    if viewer.sees_all:
        return rows
    hidden = get_user_model().objects.filter(is_active=False).exclude(pk=viewer.key)
    for person in people:
        rows = rows.filter(~Exists(hidden.filter(pk=OuterRef(person))))
    return rows


def hidden_from(viewer: Viewer, people: Collection[int]) -> dict[int, Reason]:
    """Return which of these people are hidden from the viewer, and why. One SQL statement."""
    if viewer.sees_all:
        return {}
    found = get_user_model().objects.filter(pk__in=people, is_active=False).exclude(pk=viewer.key)
    return dict.fromkeys(found.values_list("pk", flat=True), Reason.SUSPENDED)
