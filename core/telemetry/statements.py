"""Counting, timing and tracing every statement to either store."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from neo4j import Record

from core.common.request_stats import current
from graph.connection import client

Store = Literal["postgres", "neo4j"]
Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]
# Receives the text of a statement, without parameters, and a call that runs it; returns its result.
Watcher = Callable[[Store, str, Callable[[], Any]], Any]
SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")

_watchers: list[Watcher] = []


def observe_statements() -> None:
    """Count every SQL and Cypher statement of this process from now on."""
    connection_created.connect(_observe_connection, dispatch_uid=__name__)
    client.observe(observe_cypher)


def watch_statements(watcher: Watcher) -> None:
    """Run every statement through `watcher` too."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def _observe_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if observe_sql not in connection.execute_wrappers:
        connection.execute_wrappers.append(observe_sql)


def observe_sql(
    execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a SQL statement of Django's; savepoints are not counted."""
    if sql.startswith(SAVEPOINTS):
        return execute(sql, params, many, context)
    if (stats := current()) is not None:
        stats.count_sql()
    return _watched("postgres", sql, partial(execute, sql, params, many, context))


def observe_cypher(query: str, run: client.Run) -> list[Record]:
    """Run a Cypher statement of the client."""
    if (stats := current()) is not None:
        stats.count_cypher()
    found: list[Record] = _watched("neo4j", query, run)
    return found


def _watched(store: Store, text: str, run: Callable[[], Any]) -> Any:
    for watcher in _watchers:
        run = partial(watcher, store, text, run)
    return run()
