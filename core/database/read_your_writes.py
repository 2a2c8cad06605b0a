"""Reading one's own writes where replicas answer reads.

The position of a user's last write is stored with the user: a position in PostgreSQL's log and
bookmarks of Neo4j. Every request begins with one statement to the primary, which looks up the token
and returns both. So it works for every client, across requests, workers and devices, and clients
hold nothing that they could forge. Without replicas nothing is stored and nothing read. Source of
the guarantee: Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994.
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

# Requests of one user may write at once, and none of their bookmarks covers the others.
MAX_BOOKMARKS = 4
# A replica that is further behind is broken; writes older than this are not waited for.
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
    """Return whether any server may be behind."""
    return driver.routes() or bool(replicas())


@dataclass
class Writing:
    """The authors of the writes: the viewer, and who signs up or in meanwhile."""

    authors: Iterable[Model]


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
    """Like `reading`, from the primary alone; yields the authors whose writes to remember."""
    writing = Writing([] if viewer is None else [viewer])
    if not are_remembered():
        yield writing
        return
    with chained(_bookmarks_of(viewer)) as chain:
        try:
            yield writing
        finally:  # what failed may have written something before
            for uid in {author.pk for author in writing.authors}:
                remember(uid, chain.written)


def remember(uid: int, bookmarks: Iterable[str]) -> None:
    """Store that this user has committed writes; never raises, as they are acknowledged.

    One SQL statement. The position is taken after the commit, so it is never too low.
    """
    with after_commit(), connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [list(bookmarks), uid, MAX_BOOKMARKS])


def forget() -> int:
    """Delete what is older than KEPT_SECONDS; returns the number of users."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [KEPT_SECONDS])
        return int(cursor.rowcount)


def _bookmarks_of(viewer: Model | None) -> list[str]:
    return getattr(viewer, "written_bookmarks", None) or []


def _position_of(viewer: Model | None) -> int:
    return getattr(viewer, "written_to", None) or 0
