"""What is read from PostgreSQL when somebody asks for metrics."""

from collections.abc import Iterator

from django.db import Error
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.database.connections import connections
from core.jobs.status import jobs
from core.journal.status import JournalState, journal_state, lag
from core.journal.throughput import last_entry


class Stores(Collector):
    """The journal, the jobs and PostgreSQL's connections, by seven SQL statements of bounded cost.

    While PostgreSQL is away `social_graph_postgres_up` is 0 and nothing else is there.
    """

    def collect(self) -> Iterator[Metric]:
        """The metrics of this moment."""
        try:
            found = [*_journal(journal_state()), *_lag(), *_jobs(), *_connections()]
        except Error:
            found = []
        yield GaugeMetricFamily(
            "social_graph_postgres_up",
            "1 when PostgreSQL answered the questions of this scrape.",
            value=bool(found),
        )
        yield from found


def _journal(state: JournalState) -> Iterator[Metric]:
    since = state.waiting_since
    age = max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0
    yield GaugeMetricFamily(
        "social_graph_journal_waiting",
        "Entries that the graph does not have yet; 10001 stands for more than 10000.",
        value=state.waiting,
    )
    yield GaugeMetricFamily(
        "social_graph_journal_oldest_seconds", "For how long the oldest has waited.", value=age
    )
    yield GaugeMetricFamily(
        "social_graph_journal_set_aside",
        "Entries that the relay gave up on; 10001 stands for more than 10000.",
        value=state.set_aside,
    )
    yield CounterMetricFamily(
        "social_graph_journal_written",
        "The last entry's number; numbers of transactions that were undone are left out.",
        value=last_entry(),
    )


def _lag() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "social_graph_journal_lag_seconds",
        "Time from an entry to the graph, of the newest 10000 that were applied.",
        labels=["quantile"],
    )
    if (found := lag()) is not None:
        family.add_metric(["0.5"], found.p50)
        family.add_metric(["0.99"], found.p99)
        family.add_metric(["1"], found.most)
    yield family


def _jobs() -> Iterator[Metric]:
    found = jobs()
    family = GaugeMetricFamily(
        "social_graph_jobs", "Jobs by queue and status.", labels=["queue", "status"]
    )
    for each in found:
        family.add_metric([each.queue, each.status], each.count)
    yield family
    yield GaugeMetricFamily(
        "social_graph_jobs_failed",
        "Jobs that were tried often enough.",
        value=sum(each.count for each in found if each.status == "failed"),
    )
    yield GaugeMetricFamily(
        "social_graph_jobs_oldest_seconds",
        "For how long the oldest job has been due.",
        value=max([0.0, *(each.oldest_seconds for each in found)]),
    )


def _connections() -> Iterator[Metric]:
    found = connections()
    family = GaugeMetricFamily(
        "social_graph_postgres_connections", "Connections to our database.", labels=["state"]
    )
    family.add_metric(["active"], found.active)
    family.add_metric(["idle"], found.idle)
    family.add_metric(["idle in transaction"], found.idle_in_transaction)
    yield family
    yield GaugeMetricFamily(
        "social_graph_postgres_connections_max", "The server's limit.", value=found.most
    )
