"""Somebody who looks at a feed, and times what they ask."""

import statistics
import time
from collections.abc import Callable

from tests.waiting import wait_until

from . import graphql
from .client import Client
from .form import FORM
from .network import Network

FEED = "{ feed { content } }"
# From an engine that answers again to a feed.
RECOVERY_SECONDS = 10.0 * FORM.tolerance


class Visitor:
    """Somebody with a feed of one post, who times what they ask."""

    def __init__(self, network: Network, name: str) -> None:
        self._port = network.port
        author, self._token = self._sign_up(f"{name}-author"), self._sign_up(name)
        client = Client(self._port)
        made = client.write(graphql.CREATE_POST, author, content=name)
        assert made["post"]["id"]
        me = client.read("{ me { id } }", author)["me"]["id"]
        assert client.write(graphql.FOLLOW, self._token, id=me)["user"]["id"] == me
        client.close()
        self.feed = [{"content": name}]

    def ask(self, query: str) -> tuple[float, dict[str, object]]:
        """Seconds and answer, on a new connection: any of the workers may take it."""
        client = Client(self._port)
        began = time.monotonic()
        answer = client.ask(query, self._token)
        seconds = time.monotonic() - began
        client.close()
        return seconds, answer

    def median(self, query: str) -> float:
        """The median of many, each of which has to come without errors."""
        asked = [self.ask(query) for _ in range(FORM.samples)]
        assert [answer for _, answer in asked if "errors" in answer] == []
        return statistics.median(seconds for seconds, _ in asked)

    def sees_the_feed(self) -> bool:
        """Whether the feed answers."""
        return self.ask(FEED)[1] == {"data": {"feed": self.feed}}

    def _sign_up(self, name: str) -> str:
        client = Client(self._port)
        mail = f"{name}@example.com"
        session = client.write(
            graphql.SIGN_UP, username=name, email=mail, password=graphql.PASSWORD
        )
        client.close()
        return str(session["token"])


def seconds_until(condition: Callable[[], bool]) -> float:
    """Return how long it takes from now until it is true for the first time."""
    began = time.monotonic()
    wait_until(condition, 120, every=0.1)
    return time.monotonic() - began
