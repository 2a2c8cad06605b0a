"""A circuit breaker: after one failure, callers are refused at once until a probe succeeds."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """Closed: calls pass. Open: they are refused, while one background thread probes the server.

    The probe runs beside the requests, so that a server that hangs costs nobody but itself.
    Source: Nygard, Release It!, chapter "Stability Patterns".
    """

    def __init__(
        self, probe: Callable[[], bool], interval: float = 0.5, *, name: str = "Neo4j"
    ) -> None:
        """`probe` says whether the server answers; it is tried every `interval` seconds.

        `name` is what the log calls the server.
        """
        self._probe = probe
        self._name = name
        self._interval = interval
        self._lock = threading.Lock()
        self._open = False
        self._listeners: list[Callable[[bool], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether calls are refused at the moment."""
        return self._open

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Tell `listener` of each change, whether the circuit is open now."""
        self._listeners.append(listener)

    def trip(self) -> None:
        """Open the circuit and begin to probe; does nothing when it is open already."""
        with self._lock:
            if self._open:
                return
            self._open = True
        self._tell()
        logger.warning("%s does not answer; it is not asked until it does.", self._name)
        threading.Thread(target=self._watch, name="probe", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._probe():
            pause.wait(self._interval)
        self._open = False
        self._tell()
        logger.warning("%s answers again.", self._name)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self._open)
