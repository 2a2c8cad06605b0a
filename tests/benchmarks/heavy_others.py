"""What other people notice while something heavy is done: the times of their requests."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psutil

from tests.faults.client import Client, Unanswered
from tests.faults.graphql import PASSWORD, SIGN_UP
from tests.faults.network import Network

ME = "{ me { username } }"
CREATE_POST = 'mutation { createPost(content: "Hello.") { post { id } } }'
# Between two requests of one client.
PAUSE = 0.02
# Seconds after which a connection is not used again.
IDLE = 2.0
# Who finds no thread free is refused by 503, without JSON.
NO_THREAD = "503"


class Person:
    """Somebody with an account and a connection of their own."""

    def __init__(self, network: Network, name: str) -> None:
        self.client = Client(network.port, timeout=120.0)
        session = self.client.write(
            SIGN_UP, username=name, email=f"{name}@example.com", password=PASSWORD
        )
        self._last = time.perf_counter()
        self.name = name
        self.token = session["token"]
        self.id: str = session["user"]["id"]

    def ask(self, query: str, **variables: Any) -> tuple[float, dict[str, Any]]:
        """Return the seconds that an operation took, and its answer."""
        began = time.perf_counter()
        if began - self._last > IDLE:
            self.client.close()  # the server has closed it, too
        try:
            answer = self.client.ask(query, self.token, **variables)
        except Unanswered as error:
            code = NO_THREAD if "JSON" in str(error) else str(error)
            answer = {"errors": [{"extensions": {"code": code}}]}
        self._last = time.perf_counter()
        return self._last - began, answer


def code_of(answer: dict[str, Any]) -> str:
    """Return why an operation was refused; empty where it was not."""
    return str(answer["errors"][0]["extensions"]["code"]) if "errors" in answer else ""


class Times:
    """Seconds of requests, and why some of them were refused."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.refused: Counter[str] = Counter()

    def __str__(self) -> str:
        p50, p99 = np.percentile(self.seconds, [50, 99]) * 1000
        most = max(self.seconds) * 1000
        text = f"p50 {p50:.0f}, p99 {p99:.0f}, longest {most:.0f} ms of {len(self.seconds):,}"
        return ", ".join((text, *(f"{code} {count}" for code, count in self.refused.items())))


@contextmanager
def asking(people: list[Person], query: str) -> Iterator[Times]:
    """Have each of these people ask again and again, until the block ends."""
    times, ended = Times(), threading.Event()

    def ask(person: Person) -> None:
        while not ended.wait(PAUSE):
            seconds, answer = person.ask(query)
            times.seconds.append(seconds)
            if code := code_of(answer):
                times.refused[code] += 1

    threads = [threading.Thread(target=ask, args=[person]) for person in people]
    for each in threads:
        each.start()
    try:
        yield times
    finally:
        ended.set()
        for each in threads:
            each.join()


def before(people: list[Person], query: str, seconds: float = 10.0) -> Times:
    """Return the times while nothing else is done."""
    with asking(people, query) as times:
        threading.Event().wait(seconds)
    return times


class Memory:
    """The most memory that some processes had together while it was watched, in MB."""

    def __init__(self, processes: list[psutil.Process]) -> None:
        self._processes = processes
        self.at_first = self.most = self._now()

    @contextmanager
    def watched(self) -> Iterator["Memory"]:
        """Look ten times a second until the block ends."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.1):
                self.most = max(self.most, self._now())

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield self
        finally:
            ended.set()
            thread.join()

    def _now(self) -> float:
        return sum(each.memory_info().rss for each in self._processes) / 1e6

    def __str__(self) -> str:
        return f"{self.most:.0f} MB ({self.at_first:.0f} before)"
