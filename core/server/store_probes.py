"""Probes of the stores, by their own protocols."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from django.db import Error, connection

from core.journal.pairing import foreign
from graph.connection import client
from graph.errors import GraphUnavailable

logger = logging.getLogger(__name__)

# Seconds for which an answer is good. Balancers and orchestrators ask more often than that, and
# each probe is a thread and a new connection.
FRESH = 1.0
# Seconds after which a probe that hangs is given up, and another one started.
HOPELESS = 10.0

OK = "ok"
UNAVAILABLE = "unavailable"


class Probe:
    """Asks one store, at most once a second, in a thread of its own.

    A frozen server can hold a call for ever; those who ask meanwhile wait for the same call.
    """

    def __init__(self, state: Callable[[], str]) -> None:
        """`state` returns OK, or what is wrong."""
        self._state = state
        self._lock = Lock()
        self._asked: Call | None = None

    def ask(self) -> "Call":
        """Return the call whose answer is good now; begins one where there is none."""
        with self._lock:
            call = self._asked
            if call is None or call.is_over(monotonic()):
                call = self._asked = Call(self._state)
                Thread(target=call.run, name="store probe", daemon=True).start()
        return call

    def forget(self) -> None:
        """Ask again, as if nobody had asked yet."""
        with self._lock:
            self._asked = None


class Call:
    """One question to a store."""

    def __init__(self, state: Callable[[], str]) -> None:
        self._ask = state
        self._began = monotonic()
        self._ended: float | None = None
        self._answer = UNAVAILABLE
        self._done = Event()

    def run(self) -> None:
        """Wait for the answer; the work of the thread."""
        try:
            self._answer = self._ask()
        except Exception:
            logger.exception("A probe of a store failed.")
        finally:
            self._ended = monotonic()
            self._done.set()

    def state_by(self, deadline: float) -> str:
        """Return what is known of the store by then (of the monotonic clock)."""
        self._done.wait(max(deadline - monotonic(), 0))
        return self._answer

    def is_over(self, now: float) -> bool:
        """Return whether those who come now need another one."""
        if self._ended is None:
            return now > self._began + HOPELESS
        return now > self._ended + FRESH


def _postgres() -> str:
    # The thread has a connection of its own: a new one, so that the server has to accept it.
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return UNAVAILABLE
    finally:
        connection.close()
    return OK


def _neo4j() -> str:
    return OK if client.answers() else UNAVAILABLE


def _graph_is_ours() -> str:
    # A read of a graph that does not answer would open the breaker.
    if not client.answers():
        return UNAVAILABLE
    try:
        return foreign() or OK
    except (Error, GraphUnavailable):
        return UNAVAILABLE
    finally:
        connection.close()


STORES = {"postgres": Probe(_postgres), "neo4j": Probe(_neo4j)}
# Whether the graph may be another installation's, which takes both stores to tell.
OURS = Probe(_graph_is_ours)
