"""The statements that read a user's notifications: composing them takes longer than running them.

Each reads an index range of the recipient's rows. Parameters: `viewer`, `kinds` (an array, empty
for all), and for pages `below` and `above` (ids, exclusive) and `limit`.
"""

from typing import NamedTuple

from core.accounts.selectors import SHOWN
from core.database.postgresql.prepared import Prepared
from core.visibility.audience import IN_AUDIENCE
from core.visibility.mutes import NOT_MUTED
from core.visibility.rule import VISIBLE
from core.visibility.standing import IN_GOOD_STANDING

from .models import Notification

_COLUMNS = ", ".join(f"note.{field.column}" for field in Notification._meta.concrete_fields)
_ACTOR = "".join(f', actor.{column} AS "actor.{column}"' for column in SHOWN)
_SHOWN = f"""
    FROM core_notification note
    JOIN core_user actor ON actor.id = note.actor_id
    LEFT JOIN core_post post ON post.id = note.post_id
    WHERE note.recipient_id = %(viewer)s AND note.withdrawn_at IS NULL{{unread}}
    AND (cardinality(%(kinds)s::text[]) = 0 OR note.kind = ANY(%(kinds)s))
    AND {VISIBLE.format(person="note.actor_id")}
    AND {VISIBLE.format(person="post.author_id")}
    AND (note.post_id IS NULL OR {IN_AUDIENCE.format(post="post")})
    AND NOT EXISTS (
        SELECT FROM core_comment comment WHERE comment.id = note.comment_id AND comment.standing > 0
        AND NOT {IN_GOOD_STANDING.format(document="comment")})
    AND {NOT_MUTED.format(person="note.actor_id")}
"""
_COUNT = "SELECT count(*)" + _SHOWN
_PAGE = (
    f"SELECT {_COLUMNS}{_ACTOR}{_SHOWN}"
    "AND note.id < %(below)s AND note.id > %(above)s ORDER BY note.id {direction} LIMIT %(limit)s"
)


class Statements(NamedTuple):
    """A page in both directions, and how many there are."""

    newest: Prepared
    oldest: Prepared
    total: Prepared


ALL = Statements(
    newest=Prepared(_PAGE.format(unread="", direction="DESC")),
    oldest=Prepared(_PAGE.format(unread="", direction="ASC")),
    total=Prepared(_COUNT.format(unread="")),
)
# Each by an index of its own, which a parameter in its place would not match.
UNREAD = Statements(
    newest=Prepared(_PAGE.format(unread=" AND note.read_at IS NULL", direction="DESC")),
    oldest=Prepared(_PAGE.format(unread=" AND note.read_at IS NULL", direction="ASC")),
    total=Prepared(_COUNT.format(unread=" AND note.read_at IS NULL")),
)
READ = Statements(
    newest=Prepared(_PAGE.format(unread=" AND note.read_at IS NOT NULL", direction="DESC")),
    oldest=Prepared(_PAGE.format(unread=" AND note.read_at IS NOT NULL", direction="ASC")),
    total=Prepared(_COUNT.format(unread=" AND note.read_at IS NOT NULL")),
)
