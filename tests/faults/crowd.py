"""Many clients at once, writing until they are stopped."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from tests.waiting import wait_until

from .actor import Actor
from .form import FORM
from .ledger import Ledger, together


class Crowd:
    """Actors in threads of their own, and a star whom they all follow and whose post they like."""

    def __init__(self, name: str, ports: Sequence[int], clients: int) -> None:
        """Begins with the star, so the network must serve. The clients take the ports in turn."""
        stage = Actor(f"{name}-star", ports[0], None, None)
        assert stage.sign_up()
        assert stage.post()
        star, hot = stage.ledger.people[0], stage.ledger.posts[0]
        self._actors = [
            Actor(f"{name}-{number}", ports[number % len(ports)], star, hot)
            for number in range(clients)
        ]
        self._ledgers = [stage.ledger, *(actor.ledger for actor in self._actors)]
        self._stopped = threading.Event()
        self._work: list[Future[None]] = []

    @property
    def ledger(self) -> Ledger:
        """What all of them know."""
        return together(self._ledgers)

    @property
    def acknowledged(self) -> int:
        """How many writes were acknowledged so far."""
        return sum(ledger.acknowledged for ledger in self._ledgers)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The crowd writes as long as the block lasts; an error of a client ends in here."""
        with ThreadPoolExecutor(len(self._actors)) as pool:
            self._work = [pool.submit(self._act, actor) for actor in self._actors]
            try:
                yield
            finally:
                self._stopped.set()
        for work in self._work:
            work.result()

    def wait_for(self, acknowledged: int, seconds: float = 600.0) -> None:
        """Wait until so many writes are acknowledged altogether."""
        wait_until(
            lambda: self.acknowledged >= acknowledged or self._has_failed(), seconds, every=0.1
        )
        assert not self._has_failed()

    def _act(self, actor: Actor) -> None:
        while not self._stopped.is_set():
            actor.act()
            self._stopped.wait(FORM.pause)

    def _has_failed(self) -> bool:
        return any(work.done() for work in self._work)
