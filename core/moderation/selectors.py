"""Decisions, appeals and the log, for moderators and for those whom they are about."""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.database.routing import from_replica
from core.lists.pages import Page, PageRequest, newest_first
from core.visibility import Viewer

from .models import Action, Decision, ModerationAct

# Of one person or case: those who reach it are looked at by hand anyway.
MAX_HISTORY = 50


@from_replica
def statements_page(viewer: Viewer, page: PageRequest) -> Page[Decision]:
    """Return a page of the decisions about the viewer, newest first. One SQL statement."""
    return newest_first(_about(viewer), page)


@from_replica
def count_statements(viewer: Viewer) -> int:
    """Return how many decisions about the viewer there are. One SQL statement."""
    return _about(viewer).count()


@from_replica
def decisions_about(person: int) -> Sequence[Decision]:
    """Return the newest decisions about somebody, for moderators. One SQL statement."""
    found = Decision.objects.filter(person=person).order_by("-pk")
    return list(found.select_related("appeal", "by", "approved_by", "case")[:MAX_HISTORY])


@from_replica
def decisions_of_case(case: int) -> Sequence[Decision]:
    """Return the newest decisions about a case, for moderators. One SQL statement."""
    found = Decision.objects.filter(case=case).order_by("-pk")
    return list(found.select_related("appeal", "by", "approved_by")[:MAX_HISTORY])


@from_replica
def log_page(page: PageRequest, person: int | None = None) -> Page[ModerationAct]:
    """Return a page of the log, newest first, of one person or of all. One SQL statement."""
    return newest_first(_lines(person), page)


@from_replica
def count_log(person: int | None = None) -> int:
    """Return how many lines that is. One SQL statement that reads all of them."""
    return _lines(person).count()


def _about(viewer: Viewer) -> QuerySet[Decision]:
    """Return what the viewer is sent a statement of."""
    own = Decision.objects.filter(person=viewer.key).select_related("appeal", "case")
    hidden = [Decision.State.PROPOSED, Decision.State.REFUSED]
    return own.exclude(action=Action.NONE).exclude(state__in=hidden)


def _lines(person: int | None) -> QuerySet[ModerationAct]:
    lines = ModerationAct.objects.all()
    return lines if person is None else lines.filter(person=person)
