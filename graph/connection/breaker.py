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
        self, probe: Callable[[], bool], interval: float = 0.5, *, name: str = "neo4j"
    ) -> None:
        """Call `probe` every `interval` seconds while open; `name` is the server in the log."""
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
        """Whether calls are refused now."""
        return self._open

    @property
    def refuses(self) -> bool:
        """Whether calls of this thread are refused; those of the thread that prepares pass."""
        return self._open and threading.current_thread() is not self._watcher

    def before_closing(self, prepare: Callable[[], None]) -> None:
        """Run `prepare` when the server answers again, before other calls pass."""
        self._prepare = prepare

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Call `listener` on each change, with whether the circuit is open."""
        self._listeners.append(listener)

    def trip(self) -> None:
        """Open the circuit and start to probe; do nothing when it is open already."""
        with self._lock:
            if self._open:
                return
            self._open = True
        self._notify()
        logger.warning("circuit breaker opened: %s", self._name)
        self._watcher = threading.Thread(target=self._watch, name="probe", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._probe():
            pause.wait(self._interval)
        try:
            self._prepare()
        except Exception:
            logger.exception("circuit breaker: preparing %s failed", self._name)
        self._open = False
        self._notify()
        logger.warning("circuit breaker closed: %s", self._name)

    def _notify(self) -> None:
        for listener in self._listeners:
            listener(self._open)
