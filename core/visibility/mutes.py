"""Mutes: whose posts and acts a viewer does not want to read. Nothing of theirs is hidden."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from .models import Mute
from .viewer import Viewer

M = TypeVar("M", bound=Model)

NOT_MUTED = """NOT EXISTS (
    SELECT FROM core_mute WHERE viewer_id = %(viewer)s AND person_id = {person}
    AND (until IS NULL OR until > statement_timestamp())
)"""
"""The condition of `not_muted` for raw SQL that reads rows of `{person}`, for a `%(viewer)s`."""


def not_muted(rows: QuerySet[M], viewer: Viewer, person: str) -> QuerySet[M]:
    """Return the rows of which `person`, a field with the id of somebody, is not muted.

    Cost: one probe a row of the index of the viewer's mutes.
    """
    return rows.filter(~Exists(mutes_of(viewer).filter(person=OuterRef(person))))


def muted_people(viewer: Viewer) -> Sequence[int]:
    """Return the ids of the users whom the viewer mutes, for traversals.

    No statement for the user of a token, with whom they were read, and else one SQL statement.
    """
    if viewer.known_muted is not None:
        return viewer.known_muted
    if viewer.uid is None:
        return ()
    return list(mutes_of(viewer).values_list("person", flat=True))


def mutes_of(viewer: Viewer) -> QuerySet[Mute]:
    """Return the viewer's mutes whose time is not over."""
    lasting = Q(until__isnull=True) | Q(until__gt=Now())
    return Mute.objects.filter(lasting, viewer=viewer.key)
