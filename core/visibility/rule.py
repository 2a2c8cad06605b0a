"""The rule: which users are hidden from a viewer, and why.

The content of a hidden user is hidden too. In PostgreSQL the rule is a condition of the statement
that reads, so it comes before the page is cut and costs no statement of its own. In the graph the
writers keep it for suspensions (`graph/writes/suspensions.py`), and for blocks the traversals get
the ids of `hidden_people`. README.md says how to add a reason.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import Exists, Model, OuterRef, QuerySet

from core.database.routing import database_of_reads
from graph.traversals.hidden import HiddenPeople

from .models import Block
from .viewer import Viewer, people_of

M = TypeVar("M", bound=Model)


class Reason(StrEnum):
    """Why somebody is hidden. From `INTERNAL` only deleted users are."""

    SUSPENDED = "suspended"
    DELETED = "deleted"
    BLOCK = "block"


# As a text, which is known again (`people_of`), as numbers are not; in the order of the index.
_HIDDEN = "SELECT ARRAY(SELECT person_id FROM core_block WHERE viewer_id = %s)::text"
VISIBLE = """NOT EXISTS (
    SELECT FROM core_user hidden
    WHERE hidden.id = {person} AND NOT hidden.is_active AND hidden.id <> %(viewer)s
) AND NOT EXISTS (
    SELECT FROM core_block WHERE viewer_id = %(viewer)s AND person_id = {person}
)"""
"""The condition for raw SQL that reads rows of `{person}`, for a `%(viewer)s`."""


def visible(rows: QuerySet[M], viewer: Viewer, *people: str) -> QuerySet[M]:
    """Return the rows of which none of `people` is hidden from the viewer.

    `people` are fields with the id of somebody, or none. Cost: one probe a row of an index that
    holds those who are hidden alone, and for a user another one of the index of blocks.
    """
    hidden = _hidden_from_all(viewer)
    for person in people:
        rows = rows.filter(~Exists(hidden.filter(pk=OuterRef(person))))
        if _may_have_blocks(viewer):
            rows = rows.filter(~Exists(_blocks(viewer).filter(person=OuterRef(person))))
    return rows


def hidden_from(viewer: Viewer, people: Collection[int]) -> dict[int, Reason]:
    """Return which of these users are hidden from the viewer, and why. One SQL statement."""
    everybody = get_user_model()._base_manager.filter(pk__in=people)
    is_hidden = Exists(_hidden_from_all(viewer).filter(pk=OuterRef("pk")))
    blocks = _blocks(viewer).filter(person=OuterRef("pk"))
    found = everybody.annotate(is_hidden=is_hidden, is_blocked=Exists(blocks))
    rows = found.values_list("pk", "deleted_at", "is_hidden", "is_blocked")
    reasons: dict[int, Reason] = {}
    for pk, deleted_at, hidden, blocked in rows:
        if hidden:
            reasons[pk] = Reason.SUSPENDED if deleted_at is None else Reason.DELETED
        elif blocked:
            reasons[pk] = Reason.BLOCK
    return reasons


def hidden_people(viewer: Viewer) -> Sequence[int]:
    """Return the ids of the users whom a block hides from the viewer, for traversals.

    No statement for the user of a token, with whom they were read unless they are many. Else one
    SQL statement; the many of the user of a token are kept with the user, so that a request reads
    them once. Cost: an index range of as many rows.
    """
    if viewer.known_hidden is not None:
        return viewer.known_hidden
    if not _may_have_blocks(viewer):
        return ()
    account = viewer.with_many
    if account is not None and account.hidden is not None:
        return people_of(account.hidden)
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_HIDDEN, [viewer.key])
        (array,) = cursor.fetchone()
    if account is not None:
        account.hidden = array
    return people_of(array)


def not_hidden(hidden: Collection[int], people: Sequence[int]) -> Sequence[int]:
    """Return those of these users who are not among the `hidden_people`."""
    if not hidden:
        return people
    absent = hidden.ids if isinstance(hidden, HiddenPeople) else set(hidden)
    return [person for person in people if person not in absent]


def _hidden_from_all(viewer: Viewer) -> QuerySet[Any]:
    """Return who is hidden from everybody, but for the viewer."""
    people = get_user_model()._base_manager.all()
    if viewer.sees_all:
        return people.filter(deleted_at__isnull=False)
    return people.filter(is_active=False).exclude(pk=viewer.key)


def _blocks(viewer: Viewer) -> QuerySet[Block]:
    """Return the rows of the viewer's blocks, of either side; none for our own work."""
    return Block.objects.filter(viewer=viewer.key)


def _may_have_blocks(viewer: Viewer) -> bool:
    return viewer.uid is not None and not viewer.sees_all
