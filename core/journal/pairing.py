"""Whether the two stores belong together.

PostgreSQL and the graph each have the name of the installation, an epoch, and a beat that the relay
counts up while the journal grows (`heart.py`). A store that was replaced shows another epoch; one
that was restored to an older state, another beat. A graph that is this installation's, or empty, is
rebuilt without asking. One that shows another installation, or nothing, may be somebody else's: it
is left alone until an operator decides.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar
from enum import StrEnum
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error
from django.db.backends.signals import connection_created

from graph.connection import client, driver
from graph.errors import ForeignGraph, StoresApart
from graph.writes import pairing as graph

from .store_pair import Row, installation, read_row, write_row

# A beat of another relay may come between the reads of both stores.
LOOKS = 3
PAUSE = 0.1
# Seconds after which a process that writes or reads compares again: another installation may have
# been allowed to take the graph over.
FRESH = 10.0

TAKE_OVER = "rebuild_graph --take-over"
_is_comparing: ContextVar[bool] = ContextVar("is_comparing", default=False)


class Apart(StrEnum):
    """Why the stores do not belong together."""

    POSTGRES_IS_OLDER = "PostgreSQL was restored to an older state than the graph"
    GRAPH_IS_OLDER = "the graph was restored to an older state than PostgreSQL"
    GRAPH_IS_NEW = "the graph was emptied or replaced"
    EARLIER_EPOCH = "the graph is of another epoch of this installation"
    FOREIGN = "the graph belongs to another installation"
    UNNAMED = "the graph is not empty and does not name the installation that it belongs to"


# What may have reused numbers, so that tokens and ids of before must not be valid.
NUMBERS_MAY_RETURN = frozenset(
    {Apart.POSTGRES_IS_OLDER, Apart.EARLIER_EPOCH, Apart.FOREIGN, Apart.UNNAMED}
)
# What nobody may write to, or empty, unless an operator says so.
NOT_OURS = frozenset({Apart.FOREIGN, Apart.UNNAMED})


def error_of(why: Apart) -> StoresApart:
    """Return the error that says why, and what an operator can do."""
    if why not in NOT_OURS:
        return StoresApart(f"The stores do not belong together: {why}.")
    return ForeignGraph(
        f"The stores do not belong together: {why}. Nothing is written to it. Correct NEO4J_URL or "
        f"DATABASE_URL. To delete what is in that graph and use it for this PostgreSQL, run: "
        f"manage.py {TAKE_OVER}"
    )


class _Verified:
    """Counts new connections: after each the server at its other end may be another one."""

    def __init__(self) -> None:
        self._connections = 0
        self._verified_at = -1
        self._until = 0.0
        self.was_together = False

    def forget(self, *_: object, **__: object) -> None:
        self._connections += 1

    def forget_of(self, connection: Any, **_: object) -> None:
        if connection.alias == DEFAULT_DB_ALIAS:
            self.forget()

    @property
    def is_fresh(self) -> bool:
        return self._verified_at == self._connections and time.monotonic() < self._until

    def verify(self, look: Callable[[], Apart | None]) -> Apart | None:
        before = self._connections
        # Outside of the counts and limits of the request that happens to be the first.
        why = Context().run(look)
        # A connection that was opened for the comparison has been compared.
        self._verified_at = max(before, self._connections)
        # A graph that was another's is looked at each time: it may be ours by now.
        self._until = time.monotonic() + FRESH if why is None else 0.0
        self.was_together = why is None
        return why


@contextmanager
def _comparing() -> Iterator[None]:
    """Let this block read any graph, to tell whose it is."""
    token = _is_comparing.set(True)
    try:
        yield
    finally:
        _is_comparing.reset(token)


def require_together() -> None:
    """Raise StoresApart or GraphUnavailable unless the stores belong together.

    Raises an Error of PostgreSQL where this process has never seen them together. Cost: nothing,
    but one statement in each store after a new connection to either, and every FRESH seconds.
    """
    while not _verified.is_fresh:
        try:
            why = _verified.verify(_compare_quickly)
        except Error:
            # Without PostgreSQL nobody can tell. What was together last time still is.
            if _verified.was_together:
                return
            raise
        if why is not None:
            _verified.forget()
            raise error_of(why)


def forget() -> None:
    """Compare again before the next write: a store was replaced under its connections."""
    _verified.was_together = False
    _verified.forget()


def require_ours() -> None:
    """Raise ForeignGraph if the graph may be another installation's, or GraphUnavailable.

    For what is about to write to a graph that need not be paired yet. Cost: one statement in each
    store.
    """
    if (why := foreign(patiently=True)) is not None:
        raise error_of(why)


def foreign(*, patiently: bool = False) -> Apart | None:
    """Return why the graph may be another installation's; None where it is ours or empty."""
    with _comparing():
        why = _why_apart(read_row(), graph.read_mark(patiently=patiently))
    return why if why in NOT_OURS else None


def place_of_restore(of_backup: str | None, *, take_over: bool) -> str | None:
    """Return the installation that a database is of once a backup is restored; None: a new one.

    That of the graph, where that belongs to the present database or to the one that was backed up;
    so a copy of an installation elsewhere is never taken for it. Raises ForeignGraph for any other
    graph that is not empty, unless `take_over`, and GraphUnavailable.
    """
    here, mark = installation(), graph.read_mark(patiently=True)
    if mark.installation is not None and mark.installation in (here, of_backup):
        return mark.installation
    is_empty = mark.epoch is None and mark.is_empty
    if is_empty or take_over or (here is not None and foreign(patiently=True) is None):
        return here
    raise error_of(Apart.UNNAMED if mark.epoch is None else Apart.FOREIGN)


def guard_reads() -> None:
    """Let no read of this process return what another installation's graph says."""
    client.after_reading(_Guard().verify)


class _Guard:
    """Refuses the answers of a graph that is not ours; looks after a new connection to it."""

    def __init__(self) -> None:
        self._verified = _Verified()
        self._error: StoresApart | None = None
        driver.after_connecting(self._verified.forget)

    def verify(self) -> None:
        if _is_comparing.get():
            return
        if not self._verified.is_fresh:
            # Without PostgreSQL nobody can tell, and there is nothing to show.
            with suppress(Error):
                why = self._verified.verify(_look_quickly)
                self._error = None if why is None else error_of(why)
        if self._error is not None:
            raise self._error


def compare(*, thoroughly: bool = False) -> Apart | None:
    """Return why the stores do not belong together; None where they do. Raises GraphUnavailable.

    A graph that was never paired is, if nothing speaks against it. Cost: one statement in each
    store; `thoroughly` looks for changes that no journal entry explains (`graph.is_ahead`).
    """
    with _comparing():
        return _compare(thoroughly=thoroughly)


def _compare(*, thoroughly: bool) -> Apart | None:
    for look in range(LOOKS):
        row, mark = read_row(), graph.read_mark(patiently=thoroughly)
        why = _why_apart(row, mark)
        if why is None:
            # Twice: entries are written between the two reads.
            if thoroughly and _is_ahead(row) and _is_ahead(read_row()):
                return Apart.UNNAMED if mark.epoch is None else Apart.POSTGRES_IS_OLDER
            if mark.installation is None or not row.is_paired:
                pair()
            return None
        if look + 1 < LOOKS:
            time.sleep(PAUSE)
    return why


def _compare_quickly() -> Apart | None:
    with client.request_deadline():
        return compare()


def _look_quickly() -> Apart | None:
    with client.request_deadline():
        return foreign()


def _why_apart(row: Row, mark: graph.Mark) -> Apart | None:
    # It is at most one above the last entry.
    is_ahead = mark.watermark > row.last_entry + 1
    if mark.epoch is None:
        if mark.is_empty:
            return Apart.GRAPH_IS_NEW if row.has_applied else None
        # The release before knew no pairs: it has applied entries, and this graph is not ahead.
        return None if row.has_applied and not row.is_paired and not is_ahead else Apart.UNNAMED
    if mark.installation != row.installation and (mark.installation or mark.epoch != row.epoch):
        return Apart.FOREIGN
    if mark.epoch != row.epoch:
        return Apart.EARLIER_EPOCH
    if mark.beat < row.beat:
        return Apart.GRAPH_IS_OLDER
    return Apart.POSTGRES_IS_OLDER if is_ahead or mark.beat > row.beating else None


def _is_ahead(row: Row) -> bool:
    # What a rebuild writes is of the watermark, one above the last entry.
    return graph.is_ahead(entry=row.last_entry + 1, person=row.last_person)


_verified = _Verified()
connection_created.connect(_verified.forget_of)
driver.after_connecting(_verified.forget)


def pair() -> None:
    """Declare that the graph belongs to this PostgreSQL. Raises GraphUnavailable."""
    row = read_row()
    graph.write_mark(row.installation, row.epoch, row.beating)
    write_row(
        "UPDATE core_storepair SET is_paired = true, beat = %s WHERE beat <= %s",
        row.beating,
        row.beating,
    )


def renew(why: Apart | None = None) -> None:
    """Begin a new epoch: access tokens of the old one are void, and no number of it comes back."""
    last_person = 0 if why is None else graph.last_person()
    read_row()
    write_row(
        """
        UPDATE core_storepair SET epoch = gen_random_uuid(), beat = 0, beating = 0
        """
    )
    write_row(
        """
        SELECT setval(pg_get_serial_sequence('core_user', 'id'), %s)
        WHERE %s > coalesce(pg_sequence_last_value(
            pg_get_serial_sequence('core_user', 'id')::regclass), 0)
        """,
        last_person,
        last_person,
    )
