"""The follows and requests between two people: those there are, and those that a block has cut.

The caller holds the locks of both edges (`locks.py`).
"""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from core.journal.causes import KEPT
from core.journal.models import Cause
from graph.edges import FOLLOWS, REQUESTED, Edge

# In the order of the followers' ids.
_LAST = """
    SELECT DISTINCT ON (actor) id, kind, actor, target FROM core_journalentry
    WHERE (actor, target) IN ((%(one)s, %(other)s), (%(other)s, %(one)s)) AND kind = ANY(%(kinds)s)
    ORDER BY actor, id DESC
"""
# With the time of the entry that made each.
_CUT = f"""
    SELECT ended.actor, ended.target, made.at, ended.kind = %(request_ended)s
    FROM ({_LAST}) AS ended
    JOIN core_entrycause cause ON cause.entry = ended.id
    CROSS JOIN LATERAL (
        SELECT at FROM core_journalentry
        WHERE actor = ended.actor AND target = ended.target AND id < ended.id
          AND kind = ANY(%(made_by)s)
        ORDER BY id DESC LIMIT 1
    ) AS made
    WHERE cause.by_id = %(one)s AND cause.cause = %(cause)s
      AND cause.at > now() - %(days)s * interval '1 day'
    ORDER BY ended.actor
"""  # noqa: S608 - of constants


# Of one follower and followee the last entry tells which of the two there is.
_KINDS = [*FOLLOWS.kinds, *REQUESTED.kinds]
_MADE = {FOLLOWS.made_by: FOLLOWS, REQUESTED.made_by: REQUESTED}


class LastEntry(NamedTuple):
    """The entry of the journal that made or ended a follow, or a request, last."""

    entry: int
    kind: str
    follower: int
    followee: int

    @property
    def edge(self) -> Edge:
        """The edge that it has made."""
        return _MADE[self.kind]


class CutFollow(NamedTuple):
    """A follow or request that a block has cut, and since when there was one."""

    follower: int
    followee: int
    since: datetime
    is_request: bool


def follows_between(one: int, other: int) -> list[LastEntry]:
    """Return the follows and requests between two people, by the ids of the followers.

    One SQL statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"one": one, "other": other, "kinds": _KINDS})
        last = [LastEntry(*row) for row in cursor.fetchall()]
    return [each for each in last if each.kind in _MADE]


def cut_between(blocker: int, person: int) -> list[CutFollow]:
    """Return what the blocker's last block of this person has cut, in the order of the followers.

    Nothing is left of a follow after KEPT, or once somebody has followed again. One SQL statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CUT,
            {
                "one": blocker,
                "other": person,
                "kinds": _KINDS,
                "made_by": list(_MADE),
                "request_ended": REQUESTED.undone_by,
                "cause": Cause.BLOCK.value,
                "days": KEPT.days,
            },
        )
        return [CutFollow(*row) for row in cursor.fetchall()]
