"""Asking the server, over connections that are kept, and keeping the time."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import NamedTuple, TypeVar

from .people import Band, Person

T = TypeVar("T")

QUERY = "query { feed { id content author { username } likesCount comments { content } } }"
BODY = json.dumps({"query": QUERY}).encode()
WAYS = {"GraphQL": "/graphql/", "by hand": "/handwritten/feed"}


class Timing(NamedTuple):
    """One request: by which way, whose band, and how many seconds it took."""

    way: str
    band: Band
    seconds: float


class Answer(NamedTuple):
    """What came back, and how many seconds its last byte took."""

    status: int
    body: bytes
    seconds: float

    @property
    def has_posts(self) -> bool:
        """Whether this is a feed at all."""
        return self.status == 200 and self.body.startswith(b'{"data":{"feed":[{"id":')


class Client:
    """One connection to the server; to be used by one thread at a time."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)

    def close(self) -> None:
        """Close the connection for good: a thread that still asks by it fails."""
        self._connection.auto_open = 0
        self._connection.close()

    def ask(self, way: str, person: Person) -> Answer:
        """Ask for the person's feed."""
        headers = {
            "Authorization": f"Bearer {person.token}",
            "Content-Type": "application/json",
        }
        began = time.perf_counter()
        self._connection.request("POST", WAYS[way], BODY, headers)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, body, time.perf_counter() - began)

    def warm_up(self, people: Sequence[Person], rounds: int) -> None:
        """Ask both ways for each person, whatever comes back: a cold Neo4j may miss a deadline."""
        for person in [*people] * rounds:
            for way in WAYS:
                self.ask(way, person)

    def compare(self, people: Sequence[Person], rounds: int) -> list[Timing]:
        """Ask both ways for each person, the other way first in every second round.

        Raises RuntimeError where an answer has no posts, or the two differ in a byte.
        """
        timings = []
        for turn in range(rounds):
            ways = list(WAYS)[:: -1 if turn % 2 else 1]
            for person in people:
                answers = [self.ask(way, person) for way in ways]
                timings += [
                    Timing(way, person.band, answer.seconds)
                    for way, answer in zip(ways, answers, strict=True)
                ]
                _check(person, answers)
        return timings


def _check(person: Person, answers: Sequence[Answer]) -> None:
    first, other = answers
    for answer in answers:
        if not answer.has_posts:
            raise RuntimeError(f"Person {person.uid} got {answer.status}: {answer.body[:300]!r}")
    if first.body != other.body:
        raise RuntimeError(f"The two answers for person {person.uid} differ.")


def side_by_side(
    clients: int, port: int, people: Sequence[Person], work: Callable[[Client, Sequence[Person]], T]
) -> list[T]:
    """Do the work by several clients at once, who share the people among them."""
    each = [Client(port) for _ in range(clients)]
    shares = [people[number::clients] for number in range(clients)]
    with ThreadPoolExecutor(clients) as threads:
        try:
            return list(threads.map(work, each, shares))
        finally:
            for client in each:
                client.close()
