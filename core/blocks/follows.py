"""The follows between two people: those there are, and those that a block has cut.

The caller holds the locks of both edges (`locks.py`).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models.functions import Now

from graph.edges import FOLLOWS

from .models import CutFollow

# For how long what a block has cut can be restored.
KEPT = timedelta(days=30)
BATCH = 5_000

# In the order of the followers' ids.
_LAST = """
    SELECT DISTINCT ON (actor) id, kind, actor, target, at FROM core_journalentry
    WHERE (actor, target) IN ((%(one)s, %(other)s), (%(other)s, %(one)s)) AND kind = ANY(%(kinds)s)
    ORDER BY actor, id DESC
"""
_PURGE = """
    DELETE FROM core_cutfollow WHERE entry = ANY(ARRAY(
        SELECT entry FROM core_cutfollow WHERE cut_at < now() - %s * interval '1 day'
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


class LastEntry(NamedTuple):
    """The entry of the journal that made or ended a follow last."""

    entry: int
    kind: str
    follower: int
    followee: int
    at: datetime


def follows_between(one: int, other: int) -> list[LastEntry]:
    """Return the follows between two people, by the ids of the followers. One SQL statement."""
    return [last for last in _last_entries(one, other) if last.kind == FOLLOWS.made_by]


def cut_between(blocker: int, person: int) -> list[CutFollow]:
    """Return what the blocker's last block of this person has cut, in the order of the followers.

    Nothing is left of a follow after KEPT, or once somebody has followed again. Two SQL statements.
    """
    last = [each.entry for each in _last_entries(blocker, person)]
    found = CutFollow.objects.filter(pk__in=last, by=blocker, cut_at__gt=Now() - KEPT)
    return list(found.order_by("follower"))


def purge() -> int:
    """Delete up to `BATCH` of what can no longer be restored; returns how many.

    Cost: a scan of what the blocks of KEPT have cut.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [KEPT.days, BATCH])
        return int(cursor.rowcount)


def _last_entries(one: int, other: int) -> list[LastEntry]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"one": one, "other": other, "kinds": list(FOLLOWS.kinds)})
        return [LastEntry(*row) for row in cursor.fetchall()]
