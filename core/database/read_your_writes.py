"""Reading one's own writes where other servers answer reads than take writes.

What a person's last write came to is kept with the person: a position in PostgreSQL's log and a
bookmark of Neo4j. Every request of theirs begins with one statement to the primary, which finds
out whose token it has, and brings both along. So it works for every client, across requests,
workers and devices, and nothing is sent to anybody that could come back forged. Where one server
of each kind does everything, nothing is kept and nothing asked. Source of the guarantee: Terry et
al., "Session Guarantees for Weakly Consistent Replicated Data", 1994.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from graph.connection import driver
from graph.connection.bookmarks import by_writer, chained

from .replicas import replicas
from .routing import Reader, reads_by
from .transactions import after_commit

# Requests of one person may write at once, and none of their bookmarks covers the others.
MAX_BOOKMARKS = 4
# A server that is so many seconds behind is one to repair; who wrote before reads as a stranger.
KEPT_SECONDS = 600

_REMEMBER = """
    INSERT INTO core_lastwrite AS last (user_id, wal_position, bookmarks, at)
    SELECT id, pg_current_wal_insert_lsn() - '0/0'::pg_lsn, %s::text[], now()
    FROM core_user WHERE id = %s FOR KEY SHARE
    ON CONFLICT (user_id) DO UPDATE SET
        wal_position = greatest(last.wal_position, excluded.wal_position),
        bookmarks = (excluded.bookmarks || last.bookmarks)[1:%s],
        at = excluded.at
"""
_FORGET = "DELETE FROM core_lastwrite WHERE at < now() - %s * interval '1 second'"


def are_remembered() -> bool:
    """Whether there is any server that could be behind."""
    return driver.routes() or bool(replicas())


@dataclass
class Writing:
    """Who writes: who asks, unless somebody signs up or in meanwhile."""

    author: Model | None


@contextmanager
def reading(viewer: Model | None) -> Iterator[None]:
    """Let what is read in the block be no older than the viewer's last write."""
    if not are_remembered():
        yield
        return
    reader = Reader(viewer.pk if viewer else None, _position_of(viewer))
    with chained(_bookmarks_of(viewer)), reads_by(reader):
        yield


def from_primary() -> AbstractContextManager[None]:
    """Read from Neo4j's writer in this block: for what has only just been written."""
    return by_writer()


@contextmanager
def writing(viewer: Model | None) -> Iterator[Writing]:
    """As `reading`, from the primary alone; gives whose writes to remember at the end."""
    writing = Writing(viewer)
    if not are_remembered():
        yield writing
        return
    with chained(_bookmarks_of(viewer)) as chain:
        try:
            yield writing
        finally:  # what failed may have written something before
            if writing.author is not None:
                remember(writing.author.pk, chain.written)


def remember(uid: int, bookmarks: Iterable[str]) -> None:
    """Note that this person has committed writes; never raises, as they are acknowledged.

    One SQL statement. The position is taken after the commit, so it is never too low.
    """
    with after_commit(), connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [list(bookmarks), uid, MAX_BOOKMARKS])


def forget() -> int:
    """Delete what is older than KEPT_SECONDS; gives how many people that was."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [KEPT_SECONDS])
        return int(cursor.rowcount)


def _bookmarks_of(viewer: Model | None) -> list[str]:
    return getattr(viewer, "written_bookmarks", None) or []


def _position_of(viewer: Model | None) -> int:
    return getattr(viewer, "written_to", None) or 0
