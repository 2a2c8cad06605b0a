"""The replicas of PostgreSQL: how far each is behind, and whether it answers.

Source: PostgreSQL's manual, "Hot Standby" and "Recovery Information Functions".
"""

import logging
import time
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from graph.connection.breaker import CircuitBreaker

from .errors import is_unavailable

logger = logging.getLogger(__name__)

# What was found out about a replica counts for so many seconds, and for fewer where the reader
# needs more than that: a replica only ever gets further.
BELIEVED = 1.0
BELIEVED_BEHIND = 0.05

# How far it has replayed, NULL for a server that is no replica, and by how many seconds it is
# behind. With everything replayed that has come in it is not, as long as somebody sends. The first
# write after a long silence makes it look old, until it is replayed: the primary answers meanwhile.
_STATE = """
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END,
           CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                     AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
                ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END
"""


@dataclass(frozen=True, slots=True)
class State:
    """How far a replica was: a byte of the log, seconds behind; `seen_at` is monotonic."""

    position: int
    lag: float
    seen_at: float

    @property
    def is_left_behind(self) -> bool:
        """Whether it is too old for anybody."""
        return self.lag > float(settings.DATABASE_REPLICA_MAX_LAG)

    @property
    def age(self) -> float:
        """Seconds since."""
        return time.monotonic() - self.seen_at


class Replica:
    """One replica, as this process knows it."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.breaker = CircuitBreaker(self._answers, name=f"postgresql {alias}")
        self._state: State | None = None

    def is_known_to_be_useless(self) -> bool:
        """Whether there is no need to ask it: it is away, or was left behind a moment ago."""
        state = self._state
        return self.breaker.is_open or (
            state is not None and state.is_left_behind and state.age < BELIEVED
        )

    def has(self, position: int) -> bool:
        """Whether it has come this far and is not left behind. At most one SQL statement."""
        try:
            state = self._state_for(position)
        except Error as error:
            self.failed(error)
            return False
        return state.position >= position and not state.is_left_behind

    def failed(self, error: Error) -> None:
        """Take note of a statement that failed; when the server is away nobody asks it again
        before a probe, beside the requests, finds it back."""
        logger.warning("The primary answers in place of %s: %s", self.alias, error)
        connections[self.alias].close()
        if is_unavailable(error):
            self.breaker.trip()

    def _state_for(self, position: int) -> State:
        state = self._state
        if state is not None:
            believed = BELIEVED if state.position >= position else BELIEVED_BEHIND
            if state.age < believed:
                return state
        state = self._state = self._look()
        return state

    def _look(self) -> State:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(_STATE)
            position, lag = cursor.fetchone()
        if position is None:
            logger.error("%s is no replica: it does not follow a primary.", self.alias)
            return State(-1, float("inf"), time.monotonic())
        lag = float("inf") if lag is None else float(lag)
        return State(int(position), lag, time.monotonic())

    def _answers(self) -> bool:
        """The probe of the breaker, in a thread and a connection of its own."""
        try:
            self._state = self._look()
        except Error:
            return False
        finally:
            connections[self.alias].close()
        return True


@cache
def replicas() -> tuple[Replica, ...]:
    """Those that DATABASE_REPLICA_URLS names."""
    return tuple(Replica(alias) for alias in connections if alias != DEFAULT_DB_ALIAS)
