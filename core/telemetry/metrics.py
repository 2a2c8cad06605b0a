"""The metrics of a process, in Prometheus's own library. Imported only where enabled.

Every label has few values: operations are labelled by the root field of the schema, not by the
client's name. With gunicorn the values are in files, one set a worker, which are added up at each
scrape (`core/server/gunicorn.py`).
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from core.common.request_stats import RequestStats
from core.common.signals import (
    journal_applied,
    operation_stopped,
    request_answered,
    subscriptions_changed,
    task_failed,
)
from graph.connection.client import breaker
from graph.connection.pool import open_connections

from .statements import Store, watch_statements

# Seconds; a round trip to either store takes about one millisecond.
STATEMENT_BUCKETS = (
    *(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0),
)
REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NO_OPERATION = "none"
SEVERAL = "several"

requests = Counter(
    "social_graph_requests",
    "GraphQL requests by kind, root field and outcome: ok, refused (the client's mistake), failed.",
    ["kind", "operation", "outcome"],
)
request_seconds = Histogram(
    "social_graph_request_seconds",
    "Time from a GraphQL request to its answer by root field.",
    ["operation"],
    buckets=REQUEST_BUCKETS,
)
errors = Counter("social_graph_errors", "Errors in GraphQL answers by code.", ["code"])
stopped = Counter(
    "social_graph_operations_stopped",
    "Operations and events ended by a limit: of the answer's bytes, of SQL or Cypher statements.",
    ["limit"],
)
documents = Counter(
    "social_graph_documents",
    "GraphQL documents looked up in the cache of parsed documents.",
    ["result"],
)
statement_seconds = Histogram(
    "social_graph_statement_seconds",
    "Time of one statement by store and outcome.",
    ["store", "outcome"],
    buckets=STATEMENT_BUCKETS,
)
subscriptions = Gauge(
    "social_graph_subscriptions",
    "Open subscriptions, over server-sent events and WebSocket.",
    multiprocess_mode="livesum",
)
breaker_open = Gauge(
    "social_graph_breaker_open",
    "1 while the circuit breaker to Neo4j is open.",
    multiprocess_mode="livemax",
)
breaker_trips = Counter("social_graph_breaker_trips", "Times that the circuit breaker opened.")
neo4j_in_use = Gauge(
    "social_graph_neo4j_connections_in_use",
    "Connections to Neo4j in use by a statement.",
    multiprocess_mode="livesum",
)
neo4j_open = Gauge(
    "social_graph_neo4j_connections_open",
    "Connections to Neo4j in the pools, after the last statement of each process.",
    multiprocess_mode="livesum",
)
entries_applied = Counter(
    "social_graph_journal_applied", "Journal entries that this process applied to the graph."
)
task_errors = Counter(
    "social_graph_task_errors",
    "Errors in the relay's periodic tasks and in its own loop (relay_journal); it carries on.",
    ["task"],
)


def measure() -> None:
    """Start to collect metrics."""
    request_answered.connect(_count_request, dispatch_uid=__name__)
    operation_stopped.connect(_count_stopped, dispatch_uid=__name__)
    journal_applied.connect(_count_entries, dispatch_uid=__name__)
    subscriptions_changed.connect(_note_subscriptions, dispatch_uid=__name__)
    task_failed.connect(_count_task_error, dispatch_uid=__name__)
    watch_statements(time_statement)
    breaker.listen(_note_breaker)
    breaker_open.set(breaker.is_open)


def time_statement(store: Store, text: str, run: Callable[[], Any]) -> Any:
    """Run a statement and note how long it took, whether it failed, and the pool's state."""
    outcome = "failed"
    on_neo4j = store == "neo4j"
    if on_neo4j:
        neo4j_in_use.inc()
    started = perf_counter()
    try:
        found = run()
        outcome = "ok"
    finally:
        statement_seconds.labels(store, outcome).observe(perf_counter() - started)
        if on_neo4j:
            neo4j_in_use.dec()
            neo4j_open.set(open_connections())
    return found


def operation_label(stats: RequestStats) -> str:
    """Return the root field; SEVERAL for operations with more than one."""
    names = set(stats.root_fields)
    if len(names) > 1:
        return SEVERAL
    return next(iter(names), NO_OPERATION)


def _count_request(*, stats: RequestStats, seconds: float, outcome: str, **_: object) -> None:
    operation = operation_label(stats)
    requests.labels(stats.kind or NO_OPERATION, operation, outcome).inc()
    request_seconds.labels(operation).observe(seconds)
    for code in stats.error_codes:
        errors.labels(code).inc()
    if stats.document_kept is not None:
        documents.labels("hit" if stats.document_kept else "miss").inc()


def _count_stopped(*, limit: str, **_: object) -> None:
    stopped.labels(limit).inc()


def _count_entries(*, entries: int, **_: object) -> None:
    entries_applied.inc(entries)


def _count_task_error(*, task: str, **_: object) -> None:
    task_errors.labels(task).inc()


def _note_subscriptions(*, size: int, **_: object) -> None:
    subscriptions.set(size)


def _note_breaker(is_open: bool) -> None:
    breaker_open.set(is_open)
    if is_open:
        breaker_trips.inc()
