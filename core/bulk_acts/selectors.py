"""The bulk acts of a user."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from core.database.routing import from_replica
from core.journal.causes import KEPT
from core.lists.pages import Page, PageRequest, newest_first
from core.visibility import Viewer

from .models import BulkAct


@from_replica
def bulk_acts_page(viewer: Viewer, page: PageRequest) -> Page[BulkAct]:
    """Return a page of the viewer's bulk acts of the last 30 days. One SQL statement."""
    return newest_first(acts_of(viewer), page)


@from_replica
def count_bulk_acts(viewer: Viewer) -> int:
    """Return how many there are. One SQL statement."""
    return acts_of(viewer).count()


@from_replica
def bulk_acts_by_ids(viewer: Viewer, ids: Collection[int]) -> dict[int, BulkAct]:
    """Return those of these acts that are the viewer's. One SQL statement."""
    return {act.pk: act for act in acts_of(viewer).filter(pk__in=ids)}


def acts_of(viewer: Viewer) -> QuerySet[BulkAct]:
    """Return the viewer's bulk acts that can be undone, without whom they are about."""
    return BulkAct.objects.filter(by=viewer.key, created_at__gt=Now() - KEPT).defer("people")


def undoable_until(act: BulkAct) -> datetime:
    """Return until when the act can be undone."""
    return act.created_at + KEPT
