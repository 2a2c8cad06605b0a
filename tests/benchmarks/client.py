"""Asking a server, over connections that are kept, and keeping the time."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Item = TypeVar("Item")

FEED = "query { feed { id content author { username } likesCount comments { content } } }"
PATH = "/graphql/"
# Node closes a connection that was idle for 5 seconds.
IDLE_SECONDS = 4.0


class Request(NamedTuple):
    """What is asked, and by whom."""

    path: str
    body: bytes
    token: str


class Answer(NamedTuple):
    """What came back, and how many seconds its last byte took."""

    status: int
    body: bytes
    seconds: float


def graphql(
    token: str, query: str, variables: Mapping[str, object] | None = None, *, path: str = PATH
) -> Request:
    """Return the request of an operation."""
    body = {"query": query} if variables is None else {"query": query, "variables": variables}
    return Request(path, json.dumps(body).encode(), token)


class Client:
    """One connection to a server; to be used by one thread at a time."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._answered = time.perf_counter()

    def close(self) -> None:
        """Close the connection for good: a thread that still asks by it fails."""
        self._connection.auto_open = 0
        self._connection.close()

    def ask(self, request: Request) -> Answer:
        """Send the request and read the whole answer, by a new connection after an idle while."""
        if time.perf_counter() - self._answered > IDLE_SECONDS:
            self._connection.close()
            self._connection.connect()
        headers = {
            "Authorization": f"Bearer {request.token}",
            "Content-Type": "application/json",
        }
        began = time.perf_counter()
        self._connection.request("POST", request.path, request.body, headers)
        response = self._connection.getresponse()
        body = response.read()
        self._answered = time.perf_counter()
        return Answer(response.status, body, self._answered - began)


def side_by_side(
    clients: int, port: int, items: Sequence[Item], work: Callable[[Client, Sequence[Item]], T]
) -> list[T]:
    """Do the work by several clients at once, which share the items among them."""
    each = [Client(port) for _ in range(clients)]
    shares = [items[number::clients] for number in range(clients)]
    with ThreadPoolExecutor(clients) as threads:
        try:
            return list(threads.map(work, each, shares))
        finally:
            for client in each:
                client.close()
