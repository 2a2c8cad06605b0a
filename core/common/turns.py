"""For whom a thread works, where many want the same few places.

Of what is bounded for all, such as the hashing of passwords, no client has more than its share of
the places, so that one that keeps all of its own taken leaves room for others.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

_client: ContextVar[str | None] = ContextVar("client", default=None)


@contextmanager
def of(client: str) -> Iterator[None]:
    """Take places in the name of this client in this block."""
    token = _client.set(client)
    try:
        yield
    finally:
        _client.reset(token)


class Places:
    """`total` places, of which one client has at most `each`; a thread for nobody, such as a
    command's, may have any."""

    def __init__(self, total: int, *, each: int) -> None:
        self.taken = 0
        self._total = total
        self._each = each
        self._by_client: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Take a place for this block if there is one; yields whether there was."""
        client = _client.get()
        is_free = self._take(client)
        try:
            yield is_free
        finally:
            if is_free:
                self._release(client)

    def _take(self, client: str | None) -> bool:
        with self._lock:
            if self.taken >= self._total:
                return False
            if client is not None:
                if self._by_client[client] >= self._each:
                    return False
                self._by_client[client] += 1
            self.taken += 1
            return True

    def _release(self, client: str | None) -> None:
        with self._lock:
            self.taken -= 1
            if client is not None:
                self._by_client[client] -= 1
                if not self._by_client[client]:
                    del self._by_client[client]
