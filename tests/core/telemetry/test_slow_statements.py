"""A slow statement of a request is named, without its parameters."""

import logging
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from core.common import request_stats
from core.common.request_stats import begin
from core.telemetry import slow_statements, statements
from graph.connection import client

pytestmark = pytest.mark.usefixtures("stores")

SLOW_SQL = "SELECT %s,\n  pg_sleep(0.02)"
SLOW_CYPHER = "UNWIND range(1, 200000) AS n  WITH n WHERE n > $least RETURN count(n)"


@pytest.fixture(autouse=True)
def naming() -> Iterator[None]:
    """Statements of 20 ms and more are named."""
    before = list(statements._watchers)
    slow_statements.start(20)
    yield
    statements._watchers[:] = before
    request_stats._current.set(None)


def run_sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, ["secret"])


def named(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.name == slow_statements.__name__]


def test_it_is_named_with_its_operation(caplog: pytest.LogCaptureFixture) -> None:
    stats = begin()
    stats.kind, stats.operation = "query", "Feed"
    with caplog.at_level(logging.WARNING):
        run_sql("SELECT %s")
        run_sql(SLOW_SQL)
    [line] = named(caplog)
    assert line.startswith("Slow SQL: ")
    assert line.endswith(" ms in query Feed: SELECT %s, pg_sleep(0.02)")


def test_cypher_too(caplog: pytest.LogCaptureFixture) -> None:
    begin()
    slow_statements.start(0.01)
    with caplog.at_level(logging.WARNING):
        client.read(SLOW_CYPHER, least=7)
    assert {line.partition(": ")[0] for line in named(caplog)} == {"Slow Cypher"}
    assert all(line.endswith("RETURN count(n)") for line in named(caplog))


def test_nobody_waits_outside_of_requests(caplog: pytest.LogCaptureFixture) -> None:
    request_stats._current.set(None)
    with caplog.at_level(logging.WARNING):
        run_sql(SLOW_SQL)
    assert named(caplog) == []


def test_a_long_text_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    begin()
    long = "SELECT " + "1 + " * 500 + "1"
    with caplog.at_level(logging.WARNING):
        slow_statements.watch(0, "postgres", long, partial(int, 1))
    [line] = named(caplog)
    assert line.endswith(long[: slow_statements.MAX_TEXT].rstrip())
