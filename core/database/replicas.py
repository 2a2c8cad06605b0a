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

# Seconds for which a state is valid, and fewer where the reader needs a later position: a replica
# only moves forward.
BELIEVED = 1.0
BELIEVED_BEHIND = 0.05

# The replayed position, NULL for a server that is not a replica, and the lag in seconds: 0 when all
# that was received is replayed and the connection to the primary lives. The first write after a
# long pause makes the lag look high until it is replayed: the primary answers meanwhile.
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
        """Whether its lag exceeds DATABASE_REPLICA_MAX_LAG."""
        return self.lag > float(settings.DATABASE_REPLICA_MAX_LAG)

    @property
    def age(self) -> float:
        """Seconds since the state was read."""
        return time.monotonic() - self.seen_at


class Replica:
    """One replica, as this process knows it."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.breaker = CircuitBreaker(self._answers, name=f"PostgreSQL's {alias}")
        self._state: State | None = None

    def is_known_to_be_useless(self) -> bool:
        """Return whether it is unavailable, or was too far behind within the last second."""
        state = self._state
        return self.breaker.is_open or (
            state is not None and state.is_left_behind and state.age < BELIEVED
        )

    def has(self, position: int) -> bool:
        """Return whether it has replayed up to `position`.

        At most one SQL statement; never raises.
        """
        try:
            state = self._state_for(position)
        except Error as error:
            self.failed(error)
            return False
        return state.position >= position and not state.is_left_behind

    def failed(self, error: Error) -> None:
        """Note that a statement failed; an unavailable server is not used until a probe passes."""
        logger.warning("%s failed, reading from the primary: %s", self.alias, error)
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
            logger.error("%s is not a replica: it does not follow a primary.", self.alias)
            return State(-1, float("inf"), time.monotonic())
        lag = float("inf") if lag is None else float(lag)
        return State(int(position), lag, time.monotonic())

    def _answers(self) -> bool:
        """Return the probe of the breaker, in a thread and a connection of its own."""
        try:
            self._state = self._look()
        except Error:
            return False
        finally:
            connections[self.alias].close()
        return True


@cache
def replicas() -> tuple[Replica, ...]:
    """Return the replicas of DATABASE_REPLICA_URLS."""
    return tuple(Replica(alias) for alias in connections if alias != DEFAULT_DB_ALIAS)
