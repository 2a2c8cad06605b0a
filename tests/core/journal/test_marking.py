"""Marking entries as applied costs each entry once, whatever PostgreSQL expects."""

import json
from typing import Any

import pytest
from django.db import connection

from core.journal.apply import mark_applied
from core.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("stores")

MANY = 500


def test_many_entries_are_marked_where_statistics_expect_none_to_wait() -> None:
    _write(MANY, is_applied=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_journalentry")
    _write(MANY, is_applied=False)
    waiting = list(JournalEntry.objects.waiting().values_list("pk", flat=True))
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            plans.append(json.dumps(cursor.fetchone()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        mark_applied(waiting)
    assert len(waiting) == MANY
    assert "Rows Removed by Join Filter" not in plans[0]
    assert not JournalEntry.objects.waiting().exists()


def _write(count: int, *, is_applied: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_journalentry
                (kind, actor, target, username, at, attempts, error, applied_at)
            SELECT 'followed', number, number + 1, '', now(), 0, '',
                   CASE WHEN %s THEN now() END
            FROM generate_series(1, %s) AS number
            """,
            [is_applied, count],
        )
