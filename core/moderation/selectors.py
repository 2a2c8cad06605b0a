"""Decisions, appeals and the log, for moderators and for those whom they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.database.routing import from_replica
from core.lists.pages import HIGHEST
from core.visibility import Viewer

from .models import Action, Appeal, Decision, ModerationAct

# Of one person or case, and lines of the log at a time.
MAX_HISTORY = 50


@from_replica
def statements_about(viewer: Viewer) -> Sequence[Decision]:
    """Return the newest decisions about the viewer, up to MAX_HISTORY. One SQL statement."""
    own = Decision.objects.filter(person=viewer.key).select_related("appeal", "case")
    unknown = [Decision.State.PROPOSED, Decision.State.REFUSED]
    sent = own.exclude(action=Action.NONE).exclude(state__in=unknown)
    return list(sent.order_by("-pk")[:MAX_HISTORY])


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


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions are wanted; a field that is None does not filter."""

    state: Decision.State | None = None
    appeal: Appeal.State | None = None


@from_replica
def decisions(wanted: DecisionFilter, *, before: int | None = None) -> Sequence[Decision]:
    """Return MAX_HISTORY decisions, newest first, for moderators. One SQL statement."""
    found = Decision.objects.filter(pk__lt=HIGHEST if before is None else before)
    if wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.appeal is not None:
        found = found.filter(appeal__state=wanted.appeal)
    related = found.select_related("appeal", "by", "approved_by", "person")
    return list(related.order_by("-pk")[:MAX_HISTORY])


@from_replica
def log_lines(*, person: int | None = None, before: int | None = None) -> Sequence[ModerationAct]:
    """Return MAX_HISTORY lines, newest first, of one person or of all. One SQL statement."""
    lines = ModerationAct.objects.filter(pk__lt=HIGHEST if before is None else before)
    if person is not None:
        lines = lines.filter(person=person)
    return list(lines.order_by("-pk")[:MAX_HISTORY])
