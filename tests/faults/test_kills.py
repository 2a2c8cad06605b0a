"""The long run: everybody writes while one process after the other is killed."""

import random
import threading
import time
from collections import defaultdict

from tests.waiting import wait_until

from .checking import Findings, check
from .crowd import Crowd
from .form import FORM
from .journal import Journal
from .network import KINDS, Network
from .reading import Reader
from .report import Report, milliseconds, spread
from .visitor import FEED, RECOVERY_SECONDS, Visitor, seconds_until

FREEZE = "freeze"
# From Neo4j that answers again to a feed.
FEED_AGAIN = "feed again"


def test_nothing_is_lost_doubled_or_miscounted_whatever_is_killed(
    network: Network, report: Report
) -> None:
    crowd, journal = Crowd("kills", [network.port], FORM.clients), Journal(network.database_url)
    visitor = Visitor(network, "visitor-of-kills")
    wait_until(visitor.sees_the_feed, 60)
    with crowd.at_work():
        moments = [journal.now()]
        crowd.wait_for(FORM.calm_writes)
        moments.append(journal.now())
        recoveries = make_trouble(network, crowd, visitor)
        crowd.wait_for(FORM.writes)
    moments.append(journal.now())
    journal.wait_until_drained()
    ledger = crowd.ledger
    findings = check(ledger, Reader(network.port).everything(ledger))
    differences = network.differences()

    freezes, feeds = recoveries.pop(FREEZE), recoveries.pop(FEED_AGAIN)
    kills = ", ".join(f"{len(times)} × {kind}" for kind, times in sorted(recoveries.items()))
    total = sum(map(len, recoveries.values()))
    report.add("acknowledged writes", f"{ledger.acknowledged:,}")
    report.add("writes without an answer, which may have happened or not", f"{ledger.open:,}")
    report.add("`kill -9` in the middle of them", f"{total}: {kills}")
    report.add(f"freezes of Neo4j, {FORM.frozen_seconds:g} s each", str(len(freezes)))
    report.add("lost", str(len(findings.lost)))
    report.add("duplicated", str(len(findings.doubled)))
    report.add("wrong counts", str(len(findings.miscounted)))
    report.add("differences that `manage.py audit_graph` finds", str(len(differences)))
    for when, since, until in zip(
        ("without faults", "with kills"), moments, moments[1:], strict=False
    ):
        lag = journal.lag(since, until)
        report.add(
            f"commit to visible, {when}: p50, p99",
            f"{milliseconds(lag.median)}, {milliseconds(lag.p99)} ({lag.entries:,} entries)",
        )
    for kind, times in sorted(recoveries.items()):
        report.add(f"from killing the {kind} to a network that serves", spread(times))
    report.add("from Neo4j that answers again after a kill to a feed", spread(feeds))
    assert findings == Findings()
    assert differences == []
    assert max(feeds) < RECOVERY_SECONDS
    assert ledger.acknowledged >= FORM.writes
    assert {kind: len(times) for kind, times in recoveries.items()} == dict.fromkeys(
        KINDS, FORM.rounds
    )


def make_trouble(network: Network, crowd: Crowd, visitor: Visitor) -> dict[str, list[float]]:
    """Kill and freeze in the middle of writes; return the seconds until all serve, by kind."""
    faults = [*KINDS * FORM.rounds, *[FREEZE] * FORM.freezes]
    random.Random(4).shuffle(faults)
    share = (FORM.writes - FORM.calm_writes) // len(faults)
    recoveries = defaultdict(list)
    for fault in faults:
        crowd.wait_for(crowd.acknowledged + share // 2)
        if fault == FREEZE:
            with network.frozen("Neo4j"):
                threading.Event().wait(FORM.frozen_seconds)
            began = time.monotonic()
        else:
            began = time.monotonic()
            network.kill(fault)
            if fault == "Neo4j":
                wait_until(lambda: "errors" in visitor.ask(FEED)[1])
                wait_until(network.graph_answers, 180, every=0.1)
                recoveries[FEED_AGAIN].append(seconds_until(visitor.sees_the_feed))
        network.wait_until_serving()
        recoveries[fault].append(time.monotonic() - began)
    return recoveries
