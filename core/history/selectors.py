"""What a user has decided about others of late."""

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

from django.db import connections

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.blocks.selectors import blocked_by_ids
from core.database.routing import database_of_reads, from_replica
from core.journal.causes import KEPT
from core.journal.models import Cause
from core.lists.pages import HIGHEST, Page, PageRequest
from core.visibility import Viewer, hidden_people

from .acts import Act, ListedCause, RelationAct, RelationKind, kind_of, other_of, privacy_bars
from .statements import COUNT, NEWEST, OLDEST


@from_replica
def history_page(viewer: Viewer, page: PageRequest) -> Page[RelationAct]:
    """Return a page of what the viewer decided about others within KEPT, newest first.

    Keys are the ids. Two SQL statements, three for a viewer from whom a block hides somebody of the
    page. Cost: an index range of the viewer's acts within KEPT, and for each act of the page a
    seek of its edge.
    """
    cut = Page.cut(acts(viewer, page), page, key=attrgetter("id"))
    hidden = set(hidden_people(viewer))
    shown = _shown(viewer, {other_of(act, viewer.key) for act in cut.items}, hidden)
    return Page(
        items=[_presented(viewer, act, shown, hidden) for act in cut.items],
        keys=cut.keys,
        has_previous=cut.has_previous,
        has_next=cut.has_next,
    )


@from_replica
def count_history(viewer: Viewer) -> int:
    """Return how many acts of the viewer are remembered. One SQL statement, a range as above."""
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(COUNT, _parameters(viewer))
        (count,) = cursor.fetchone()
    return int(count)


def acts(viewer: Viewer, page: PageRequest) -> list[Act]:
    """Return up to `page.limit` acts for `Page.cut`. One SQL statement."""
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(
            OLDEST if page.backward else NEWEST,
            {**_parameters(viewer), **page.id_range},
        )
        return [Act(*row) for row in cursor.fetchall()]


def act_of(viewer: Viewer, act: int) -> Act | None:
    """Return one act of the viewer's, None where it is no longer remembered. One SQL statement."""
    found = acts(viewer, PageRequest(first=1, after=min(act + 1, HIGHEST), before=act - 1))
    return found[0] if found else None


def _parameters(viewer: Viewer) -> dict[str, Any]:
    return {"viewer": viewer.key, "days": KEPT.days}


def _shown(viewer: Viewer, people: Collection[int], hidden: Collection[int]) -> Mapping[int, User]:
    """Return those of these people whom the viewer sees, or blocks."""
    if not people:
        return {}
    shown = users_by_ids(viewer, list(people))
    absent = [person for person in people if person in hidden]
    return {**shown, **blocked_by_ids(viewer, absent)} if absent else shown


def _presented(
    viewer: Viewer, act: Act, shown: Mapping[int, User], hidden: Collection[int]
) -> RelationAct:
    kind, user = kind_of(act, viewer.key), shown.get(other_of(act, viewer.key))
    return RelationAct(
        id=act.id,
        kind=kind,
        at=act.at,
        cause=ListedCause(act.cause or Cause.ME),
        user=user,
        can_undo=user is not None and act.is_last and _may_undo(kind, act, user, hidden),
        bulk=act.bulk if act.cause == Cause.BULK else None,
    )


def _may_undo(kind: RelationKind, act: Act, user: User, hidden: Collection[int]) -> bool:
    """Return whether the two are in a state in which `undo` changes something."""
    is_barred = privacy_bars(kind, is_private=act.is_private)
    if act.is_over or act.is_of_moderator or is_barred:
        return False
    return kind is RelationKind.BLOCKED or user.pk not in hidden
