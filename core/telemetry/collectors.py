"""Metrics that are read from PostgreSQL at each scrape."""

from collections.abc import Iterator

from django.db import Error
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.database.clock import database_now
from core.database.connections import connections
from core.jobs.status import jobs
from core.journal.status import JournalState, journal_state, lag
from core.journal.throughput import last_entry


class Stores(Collector):
    """The journal, the jobs and PostgreSQL's connections, by seven SQL statements of bounded cost.

    While PostgreSQL is unavailable `social_graph_postgres_up` is 0 and the others are missing.
    """

    def collect(self) -> Iterator[Metric]:
        """Yield the current metrics."""
        try:
            found = [*_journal(journal_state()), *_lag(), *_jobs(), *_connections()]
        except Error:
            found = []
        yield GaugeMetricFamily(
            "social_graph_postgres_up",
            "1 if PostgreSQL answered the queries of this scrape.",
            value=bool(found),
        )
        yield from found


def _journal(state: JournalState) -> Iterator[Metric]:
    since = state.waiting_since
    age = max(0.0, (database_now() - since).total_seconds()) if since else 0.0
    yield GaugeMetricFamily(
        "social_graph_journal_waiting",
        "Journal entries not applied to the graph yet; 10001 means more than 10000.",
        value=state.waiting,
    )
    yield GaugeMetricFamily(
        "social_graph_journal_oldest_seconds", "Age of the oldest waiting entry.", value=age
    )
    yield GaugeMetricFamily(
        "social_graph_journal_set_aside",
        "Dead-lettered journal entries; 10001 means more than 10000.",
        value=state.set_aside,
    )
    yield CounterMetricFamily(
        "social_graph_journal_written",
        "Id of the last journal entry; ids of rolled-back transactions are skipped.",
        value=last_entry(),
    )


def _lag() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "social_graph_journal_lag_seconds",
        "Time from recording an entry to applying it, of the newest 10000 applied.",
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
        "Jobs that failed their last attempt.",
        value=sum(each.count for each in found if each.status == "failed"),
    )
    yield GaugeMetricFamily(
        "social_graph_jobs_oldest_seconds",
        "Time for which the oldest due job has waited.",
        value=max([0.0, *(each.oldest_seconds for each in found)]),
    )


def _connections() -> Iterator[Metric]:
    found = connections()
    family = GaugeMetricFamily(
        "social_graph_postgres_connections",
        "Connections to the database by state.",
        labels=["state"],
    )
    family.add_metric(["active"], found.active)
    family.add_metric(["idle"], found.idle)
    family.add_metric(["idle in transaction"], found.idle_in_transaction)
    yield family
    yield GaugeMetricFamily(
        "social_graph_postgres_connections_max",
        "Maximum number of connections of the server.",
        value=found.most,
    )
