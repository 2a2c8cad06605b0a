"""Bounds on waiting for PostgreSQL, and for locks in it, in processes that serve requests.

psycopg2 waits for an answer for ever. A server that is frozen keeps its connections open and its
own timeouts too, so the client has to look at the clock. The wait callback is psycopg2's hook for
that: it is called when a statement or a connection is under way. COPY does not work with it, so
loads and commands go without. Source: psycopg2's manual, "Support for coroutine libraries".
"""

import select
import time
from importlib import import_module
from typing import Any

import psycopg2
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg2.extensions import POLL_OK, POLL_READ, TRANSACTION_STATUS_UNKNOWN, set_wait_callback

# Seconds without a response before a second connection probes the server, with the same limit. So
# a statement on a frozen server fails after 4 seconds.
SILENCE = 2.0
# Seconds after that in which other statements fail at once.
KNOWN_FOR = 1.0
# A session can be stuck on a server that answers others, as behind a proxy that forgot it.
LONGEST = 30.0
# Seconds for a lock that another transaction holds, such as that of a user who is being deleted: a
# thread that waits is one that answers nobody.
LOCK_WAIT = 2


def bound_waiting() -> None:
    """Make statements of this process raise OperationalError instead of waiting for ever.

    A statement that only takes long continues, for up to `LONGEST` seconds. Raises RuntimeError if
    Django uses psycopg 3, which has no such hook (core/settings/driver.py).
    """
    assert settings.DATABASES  # noqa: S101 - the settings choose the driver, so they come first
    if import_module("django.db.backends.postgresql.psycopg_any").is_psycopg3:
        raise RuntimeError("Django was imported before core.settings and chose psycopg 3.")
    set_wait_callback(_wait)
    connection_created.connect(_limit_lock_waits)


def _limit_lock_waits(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let no statement of this session wait longer for a lock of another transaction."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_WAIT}s"])


# When, by the monotonic clock, a server is worth waiting for again.
_silent_until: dict[str, float] = {}


def _wait(raw: Any) -> None:
    """Until the answer is there. What is raised here closes the psycopg2 connection `raw`."""
    began = time.monotonic()
    if _silent_until and began < _silent_until.get(_address(raw), 0.0):
        raise _silence()
    while (state := raw.poll()) != POLL_OK:
        if not _ready(raw, state):
            _consider(raw, time.monotonic() - began)


def _ready(raw: Any, state: int) -> bool:
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
    return bool(poll.poll(SILENCE * 1000))


def _consider(raw: Any, waited: float) -> None:
    """Raise OperationalError unless the server of `raw` answers a second connection in time."""
    connecting = raw.get_transaction_status() == TRANSACTION_STATUS_UNKNOWN
    if connecting or not _server_answers(raw):
        # What one thread found out spares the others.
        _silent_until[_address(raw)] = time.monotonic() + KNOWN_FOR
        raise _silence()
    if waited > LONGEST:
        raise psycopg2.OperationalError(f"The statement took more than {LONGEST:.0f} s.")


def _address(raw: Any) -> str:
    return f"{raw.info.host}:{raw.info.port}"


def _server_answers(raw: Any) -> bool:
    try:
        psycopg2.connect(**raw.info.dsn_parameters, password=raw.info.password).close()
    except psycopg2.Error:
        return False
    return True


def _silence() -> psycopg2.OperationalError:
    return psycopg2.OperationalError("PostgreSQL accepts connections but does not respond.")
