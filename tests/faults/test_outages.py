"""Neo4j frozen and thawed: who waits for it, and for how long."""

import statistics

from tests.waiting import wait_until

from .form import FORM
from .network import WEB_WORKERS, Network
from .report import Report, milliseconds
from .visitor import FEED, RECOVERY_SECONDS, Visitor, seconds_until

# What needs no traversal.
PLAIN = "{ me { username } notifications(first: 10) { nodes { kind } } unreadNotificationsCount }"
# What a frozen Neo4j may cost a request, and the way of an answer through a busy machine.
PROMISE_SECONDS = 2.0 * FORM.tolerance
WAY_SECONDS = 0.5 * FORM.tolerance


def test_a_frozen_graph_costs_each_worker_two_seconds_once_and_others_nothing(
    network: Network, report: Report
) -> None:
    visitor = Visitor(network, "frozen")
    wait_until(visitor.sees_the_feed, 60)
    normal = visitor.median(PLAIN)
    with network.frozen("Neo4j"):
        asked = [visitor.ask(FEED) for _ in range(10 * WEB_WORKERS)]
        frozen = visitor.median(PLAIN)
    recovery = seconds_until(visitor.sees_the_feed)

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
