"""A small balancer: each connection goes to the next instance that says that it is ready."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

import requests

from tests.proxy import Wire

from .server import Instance

ASK_EVERY_SECONDS = 0.1


class Balancer:
    """Asks /readyz again and again, and takes an instance out as soon as it answers no more."""

    def __init__(self, instances: Sequence[Instance]) -> None:
        self._instances = instances
        self._ready: list[int] = []
        self._turns = count()
        self._stopped = threading.Event()
        self._asking = threading.Thread(target=self._ask, daemon=True)
        self._asking.start()
        self._wire = Wire(self._connect)
        self.port = self._wire.port

    def sends_to(self, instance: Instance) -> bool:
        """Whether an instance gets new connections."""
        return instance.port in self._ready

    def close(self) -> None:
        """Take no more connections."""
        self._stopped.set()
        self._asking.join()
        self._wire.close()

    def _ask(self) -> None:
        while not self._stopped.wait(ASK_EVERY_SECONDS):
            self._ready = [one.port for one in self._instances if _is_ready(one)]

    def _connect(self) -> socket.socket:
        ready = self._ready
        if not ready:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", ready[next(self._turns) % len(ready)]))


def _is_ready(instance: Instance) -> bool:
    try:
        return instance.ready() == 200
    except requests.RequestException:
        return False


@contextmanager
def balancing(instances: Sequence[Instance]) -> Iterator[Balancer]:
    """A balancer over instances, which it neither starts nor stops."""
    balancer = Balancer(instances)
    try:
        yield balancer
    finally:
        balancer.close()
