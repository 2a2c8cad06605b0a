"""The one client through which Cypher runs: counted, bounded in time, with one kind of failure."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, LiteralString

from neo4j import READ_ACCESS, WRITE_ACCESS, Bookmarks, Query, Record
from neo4j.exceptions import Neo4jError, ServiceUnavailable, SessionExpired, TransientError

from graph.errors import GraphBusy, GraphUnavailable

from . import driver as neo4j_driver
from .bookmarks import Chain, current_chain
from .breaker import CircuitBreaker
from .failures import Failure, failure_of, is_out_of_time, is_refused, summary

# Writes of the relay carry thousands of rows, requests carry one; an audit reads thousands.
LONG_TIMEOUT = 60.0
# Attempts of one write that meets deadlocks, after growing pauses: about 1.5 s together.
MAX_WRITE_ATTEMPTS = 7
# A failure within this many seconds is a dead connection, not a slow server.
DEAD_AT_ONCE = 0.5

# Seconds without a probe after a wrong password. Neo4j locks a user out for 5 s after three, and
# once more with each: a probe that went on would also lock out those who know the password.
REFUSED_PAUSE = 6.0

_read_timeout: ContextVar[float | None] = ContextVar("read_timeout", default=None)
_write_timeout: ContextVar[float] = ContextVar("write_timeout", default=LONG_TIMEOUT)
_recorder: ContextVar[list[str] | None] = ContextVar("cypher_recorder", default=None)

Run = Callable[[], list[Any]]
Observer = Callable[[str, Run], list[Any]]
_observers: list[Observer] = []
_after_reading: list[Callable[[], None]] = []


_ANSWER = "RETURN 1"
# It needs the log, the store and a commit, and no user's or post's lock.
_CONTROL = """
MERGE (w:Watermark {name: "journal"}) ON CREATE SET w.version = 0
SET w.checked = timestamp()
"""
# The last driver that was refused, and until when it is not asked again.
_refused: tuple[object, float] | None = None


def answers() -> bool:
    """Whether Neo4j answers a read within the deadline. Any exception is a no."""
    return _succeeds(_ANSWER, READ_ACCESS)


def takes_writes() -> bool:
    """Whether Neo4j commits a write within the deadline, past the breaker. Any exception is a no.

    Cost: one statement, which writes a property of the watermark.
    """
    return _succeeds(_CONTROL, WRITE_ACCESS)


def _succeeds(text: LiteralString, access: str) -> bool:
    global _refused  # noqa: PLW0603 - the process has one graph
    current = None
    try:
        current = neo4j_driver.driver()
        if _refused is not None and _refused[0] is current and time.monotonic() < _refused[1]:
            return False
        _run(Query(text, timeout=neo4j_driver.DEADLINE), {}, access)
    except Exception as error:  # noqa: BLE001 - what is no answer is an outage
        if is_refused(error):
            _refused = (current, time.monotonic() + REFUSED_PAUSE)
        return False
    return True


breaker = CircuitBreaker(probe=answers)


def read(query: LiteralString, **parameters: Any) -> list[Record]:
    """Return the records of one reading statement. Raises GraphUnavailable within the deadline.

    It is an auto-commit transaction (one round trip less than a managed one), repeated once when
    its pooled connection is dead, as after a restart of the server. On a cluster it waits for the
    bookmarks of the request (`bookmarks.py`).
    """
    text = Query(query, timeout=_read_timeout.get() or neo4j_driver.DEADLINE)
    records = through(query, lambda: _run_after_bookmarks(text, parameters))
    for follow_up in _after_reading:
        follow_up()
    return records


def read_long(query: LiteralString, **parameters: Any) -> list[Record]:
    """As `read`, for a command: with a limit of 60 s, and from the writer, which never lags."""
    text = Query(query, timeout=LONG_TIMEOUT)
    return through(query, lambda: _run(text, parameters, WRITE_ACCESS))


def read_one(query: LiteralString, **parameters: Any) -> Record:
    """Return the record of a reading statement that always returns exactly one."""
    (record,) = read(query, **parameters)
    return record


def write(query: LiteralString, **parameters: Any) -> list[Record]:
    """Return the records of one writing statement. Raises GraphUnavailable.

    It may have committed although the call failed, so every write must be idempotent. The driver's
    own `execute_write` also retries while the server is unavailable, which would cost a request
    5 s; here only a deadlock is retried.
    """
    text = Query(query, timeout=_write_timeout.get())
    return through(query, lambda: _run_past_deadlocks(text, parameters))


@contextmanager
def read_limit(seconds: float) -> Iterator[None]:
    """Limit each read in this block to so many seconds, where nobody waits for an answer."""
    token = _read_timeout.set(seconds)
    try:
        yield
    finally:
        _read_timeout.reset(token)


@contextmanager
def write_limit(seconds: float) -> Iterator[None]:
    """Limit each write in this block to so many seconds."""
    token = _write_timeout.set(seconds)
    try:
        yield
    finally:
        _write_timeout.reset(token)


def request_deadline() -> AbstractContextManager[None]:
    """Limit writes in this block to the deadline of a request.

    A batch of the relay may hold the locks that such a write needs.
    """
    return write_limit(neo4j_driver.DEADLINE)


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """Collect the text of each statement that this thread runs; for tests and measurements."""
    statements: list[str] = []
    token = _recorder.set(statements)
    try:
        yield statements
    finally:
        _recorder.reset(token)


def observe(observer: Observer) -> None:
    """Let `observer` run each statement of this process that is sent to the server.

    It gets the text, without parameters, and a function that it has to call once, whose result or
    error (GraphUnavailable among them) it passes on. Observing twice is observing once.
    """
    if observer not in _observers:
        _observers.append(observer)


def after_reading(follow_up: Callable[[], None]) -> None:
    """Call `follow_up` after each `read`; what it raises takes the place of the records."""
    _after_reading.append(follow_up)


def through(query: str, run: Run) -> list[Any]:
    """Return what `run` reads by the driver: counted, refused while the breaker is open.

    For statements of a library, such as neomodel; `query` is the text they are counted by.
    Raises GraphUnavailable.
    """
    if breaker.refuses:
        raise GraphUnavailable
    if (recorder := _recorder.get()) is not None:
        recorder.append(query)
    observed: Run = partial(_translated, run)
    for observer in _observers:
        observed = partial(observer, query, observed)
    return observed()


def _translated(run: Run) -> list[Record]:
    try:
        return _run_past_dead_connection(run)
    except Exception as error:
        failure = failure_of(error)
        if failure is Failure.UNKNOWN and answers():
            failure = Failure.DATA_FAULT
        if failure is Failure.DATA_FAULT:
            raise
        if failure is Failure.GIVEN_UP:
            raise GraphBusy from error
        breaker.trip(summary(error))
        raise GraphUnavailable from error


def _run_past_dead_connection(run: Run) -> list[Record]:
    started = time.monotonic()
    try:
        return run()
    except (SessionExpired, ServiceUnavailable):
        # A socket that the server closed fails at once. One that stays silent has used up the
        # caller's time limit already.
        if time.monotonic() - started > DEAD_AT_ONCE:
            raise
        return run()


def _run_after_bookmarks(query: Query, parameters: dict[str, Any]) -> list[Record]:
    chain = current_chain()
    if chain.awaited:
        try:
            return _run(query, parameters, READ_ACCESS, chain)
        except Neo4jError as error:
            # The bookmark is the cause: too far ahead of the reader, or unknown to it. Any other
            # error the writer reports too.
            if is_out_of_time(error):
                raise
            chain.give_up()
    return _run(query, parameters, WRITE_ACCESS if chain.by_writer else READ_ACCESS)


def _run_past_deadlocks(query: Query, parameters: dict[str, Any]) -> list[Record]:
    deadline = time.monotonic() + _write_timeout.get()
    for attempt in range(MAX_WRITE_ATTEMPTS - 1):
        try:
            return _run_and_note(query, parameters)
        except TransientError:
            if time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.5, 1.0) * 0.02 * 2**attempt)  # noqa: S311
    return _run_and_note(query, parameters)


def _run_and_note(query: Query, parameters: dict[str, Any]) -> list[Record]:
    """Run a write; the writer never lags, so it awaits no bookmark."""
    with neo4j_driver.driver().session(default_access_mode=WRITE_ACCESS, fetch_size=-1) as session:
        records = list(session.run(query, parameters))
        current_chain().extend(session.last_bookmarks())
    return records


def _run(
    query: Query, parameters: dict[str, Any], access: str, chain: Chain | None = None
) -> list[Record]:
    awaited = Bookmarks.from_raw_values(chain.awaited) if chain else None
    with neo4j_driver.driver().session(
        default_access_mode=access, fetch_size=-1, bookmarks=awaited
    ) as session:
        return list(session.run(query, parameters))
