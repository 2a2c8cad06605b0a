"""How passwords are hashed."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher

from core.common.errors import Overloaded
from core.common.fair_threads import lent
from core.common.turns import Places

T = TypeVar("T")

# Passwords of a process that are hashed or wait for it: under a second, as each takes 0.1 s. And
# how many of them are of one address, so that it never takes all places.
MAX_WAITING = 6
MAX_OF_ONE_ADDRESS = 3
# Behind the threads of requests when processors are short: the hash of one password keeps all of
# them busy.
NICENESS = 10


class _Hashing:
    """One thread of its own, and a bounded queue before it, shared fairly among addresses."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._thread = ThreadPoolExecutor(1, "hashing", initializer=_let_others_go_first)
        self._places = Places(MAX_WAITING, each=MAX_OF_ONE_ADDRESS)

    def run(self, work: Callable[[], T]) -> T:
        """Return what this returns. Raises Overloaded when too many wait already."""
        with self._places.one() as is_free:
            if not is_free:
                raise Overloaded("Too many people are signing in. Try again in a moment.", 1)
            with lent():
                return self._thread.submit(work).result()


def _let_others_go_first() -> None:
    # Linux has a priority for each thread, which those that it starts inherit; others refuse.
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_hashing = _Hashing()
os.register_at_fork(after_in_child=_hashing.reset)


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as Django sets it up, one password at a time in a process, in a thread of its own.

    Each takes 100 MiB and, in threads of its own, all processors: several at once would not finish
    sooner, and a client that sends many would exhaust the memory, and the threads of all others.
    Source: RFC 9106. Both methods raise Overloaded.
    """

    def encode(self, password: str, salt: str) -> str:
        """Return the hash to store."""
        encode = super().encode
        encoded: str = _hashing.run(lambda: encode(password, salt))
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether the hash is of this password."""
        verify = super().verify
        return _hashing.run(lambda: bool(verify(password, encoded)))
