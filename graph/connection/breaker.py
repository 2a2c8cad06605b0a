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
        self._prepare: Callable[[], None] = lambda: None
        self._watcher: threading.Thread | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are refused at the moment."""
        return self._open

    @property
    def refuses(self) -> bool:
        """Whether the calls of this thread are refused: what prepares for the others may pass."""
        return self._open and threading.current_thread() is not self._watcher

    def before_closing(self, prepare: Callable[[], None]) -> None:
        """Let `prepare` call a server that answers again before anybody else does."""
        self._prepare = prepare

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
        self._watcher = threading.Thread(target=self._watch, name="probe", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._probe():
            pause.wait(self._interval)
        try:
            self._prepare()
        except Exception:
            logger.exception("%s could not be prepared.", self._name)
        self._open = False
        self._tell()
        logger.warning("%s answers again.", self._name)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self._open)
