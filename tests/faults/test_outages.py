"""Neo4j frozen, thawed, killed: who waits for it, and for how long."""

import statistics
import time
from collections.abc import Callable

from tests.waiting import wait_until

from . import graphql
from .client import Client
from .form import FORM
from .network import WEB_WORKERS, Network
from .report import Report, milliseconds

FEED = "{ feed { content } }"
# What needs no traversal.
PLAIN = "{ me { username } notifications(first: 10) { nodes { kind } } unreadNotificationsCount }"
# What a frozen Neo4j may cost a request, and the way of an answer through a busy machine.
PROMISE_SECONDS = 2.0 * FORM.tolerance
WAY_SECONDS = 0.5 * FORM.tolerance
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


def test_a_frozen_graph_costs_each_worker_two_seconds_once_and_others_nothing(
    network: Network, report: Report
) -> None:
    visitor = Visitor(network, "frozen")
    wait_until(visitor.sees_the_feed)
    normal = visitor.median(PLAIN)
    with network.frozen("Neo4j"):
        asked = [visitor.ask(FEED) for _ in range(10 * WEB_WORKERS)]
        frozen = visitor.median(PLAIN)
        thawed_at = time.monotonic()
    recovery = seconds_until(visitor.sees_the_feed, since=thawed_at)

    assert [answer["data"] for _, answer in asked] == [{"feed": None}] * len(asked)
    costs = [seconds for seconds, _ in asked if seconds > WAY_SECONDS]
    assert len(costs) <= WEB_WORKERS
    assert max(costs) < PROMISE_SECONDS + WAY_SECONDS
    assert frozen < PROMISE_SECONDS
    assert recovery < RECOVERY_SECONDS
    report.add(
        "a request that needs the graph while Neo4j is frozen",
        f"{max(costs):.1f} s, once a worker; then "
        + milliseconds(statistics.median(seconds for seconds, _ in asked)),
    )
    report.add(
        "a query that needs no graph, median: frozen, normal",
        f"{milliseconds(frozen)}, {milliseconds(normal)}",
    )
    report.add("from SIGCONT of Neo4j to a feed", f"{recovery:.1f} s")


def test_a_killed_graph_is_there_again_soon_after_its_start(
    network: Network, report: Report
) -> None:
    visitor = Visitor(network, "killed")
    wait_until(visitor.sees_the_feed)
    killed_at = time.monotonic()
    network.kill("Neo4j")
    wait_until(lambda: "errors" in visitor.ask(FEED)[1])
    wait_until(network.graph_answers, 180, every=0.1)
    answers_at = time.monotonic()
    recovery = seconds_until(visitor.sees_the_feed, since=answers_at)
    assert recovery < RECOVERY_SECONDS
    report.add(
        "from killing Neo4j to a feed; of that, after Neo4j answers",
        f"{answers_at + recovery - killed_at:.1f} s, {recovery:.1f} s",
    )


def seconds_until(condition: Callable[[], bool], since: float) -> float:
    """How long after a moment it is true for the first time."""
    wait_until(condition, 60)
    return time.monotonic() - since
