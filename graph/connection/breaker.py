"""A circuit breaker: after one failure, callers are refused at once until a probe succeeds."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """Closed: calls pass. Open: they are refused, while one background thread probes the server.

    The probe runs beside the requests, so that a server that hangs costs nobody but itself. The
    thread outlives whatever the probe raises, and a call that finds it gone (after a fork, or where
    no thread could be started) starts another. Source: Nygard, Release It!, chapter "Stability
    Patterns".
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
        self._closed = threading.Event()
        self._closed.set()

    @property
    def is_open(self) -> bool:
        """Whether calls are refused now."""
        return self._open

    @property
    def refuses(self) -> bool:
        """Whether calls of this thread are refused; those of the thread that prepares pass."""
        if not self._open:
            return False
        self._have_watched()
        return threading.current_thread() is not self._watcher

    def wait_until_closed(self, seconds: float) -> bool:
        """Wait until calls pass, for so long at most; returns whether they do."""
        if self.refuses:
            self._closed.wait(seconds)
        return not self._open

    def before_closing(self, prepare: Callable[[], None]) -> None:
        """Run `prepare` when the server answers again, before other calls pass."""
        self._prepare = prepare

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Call `listener` on each change, with whether the circuit is open."""
        self._listeners.append(listener)

    def trip(self, reason: str = "") -> None:
        """Open the circuit and start to probe; do nothing when it is open already.

        `reason` is for the log.
        """
        with self._lock:
            if self._open:
                return
            self._open = True
            self._closed.clear()
        why = f" ({reason})" if reason else ""
        logger.warning("circuit breaker opened: %s%s", self._name, why)
        self._notify()
        self._have_watched()

    def _have_watched(self) -> None:
        with self._lock:
            if not self._open or (self._watcher is not None and self._watcher.is_alive()):
                return
            watcher = threading.Thread(target=self._watch, name="probe", daemon=True)
            try:
                watcher.start()
            except RuntimeError:  # no more threads: for the next call
                logger.exception("circuit breaker: no thread to probe %s", self._name)
                return
            self._watcher = watcher

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._answers():
            pause.wait(self._interval)
        try:
            self._prepare()
        except Exception:
            logger.exception("circuit breaker: preparing %s failed", self._name)
        with self._lock:
            self._open = False
            self._watcher = None
            self._closed.set()
        logger.warning("circuit breaker closed: %s", self._name)
        self._notify()

    def _answers(self) -> bool:
        try:
            return self._probe()
        except Exception:
            logger.exception("circuit breaker: probing %s failed", self._name)
            return False

    def _notify(self) -> None:
        for listener in self._listeners:
            try:
                listener(self._open)
            except Exception:
                logger.exception("circuit breaker: a listener failed")
