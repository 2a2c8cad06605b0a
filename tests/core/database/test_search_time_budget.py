"""The seconds that an operation may search and count."""

import pytest
from django.db import DataError, InternalError, OperationalError, connection

from core.common.errors import TooMuchWork
from core.database import search_time_budget
from core.database.search_time_budget import (
    COUNT_SECONDS,
    SECONDS,
    TOO_LONG,
    count_within_budget,
    one_search_budget,
    page_within_budget,
)
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


@count_within_budget
def search(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@page_within_budget
def page(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_what_takes_too_long_is_cancelled_and_leaves_the_connection_usable() -> None:
    with pytest.raises(TooMuchWork) as refused:
        search("SELECT pg_sleep(30)")

    assert refused.value.message == TOO_LONG
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_search_gets_the_rest_of_the_budget() -> None:
    limit = f"{round(COUNT_SECONDS * 1000)}ms"
    assert search("SHOW statement_timeout") in (limit, f"{COUNT_SECONDS:g}s")
    assert page("SHOW statement_timeout") == f"{round(SECONDS * 1000)}ms"


def test_the_searches_of_one_operation_share_their_seconds() -> None:
    with one_search_budget():
        with pytest.raises(TooMuchWork):
            search("SELECT pg_sleep(30)")
        with statements() as seen, pytest.raises(TooMuchWork):
            search("SELECT 1")
        assert seen == []

    with one_search_budget():
        assert search("SELECT 1") == 1


def test_a_count_takes_nothing_from_the_pages() -> None:
    with one_search_budget():
        with pytest.raises(TooMuchWork):
            search("SELECT pg_sleep(30)")
        assert page("SELECT 1") == 1


def test_a_transaction_that_psycopg2_takes_for_ended_is_left() -> None:
    """As when it was the COMMIT that was cancelled, which happens once in some hundred times."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # psycopg2, which does not read statements, knows nothing of it
        with pytest.raises(DataError):
            cursor.execute("SELECT 1 / 0")
    with connection.cursor() as cursor, pytest.raises(InternalError, match="is aborted"):
        cursor.execute("SELECT 1")

    search_time_budget._leave_transaction()

    assert search("SELECT 1") == 1


def test_other_failures_are_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_time_budget, "LEAST", 0)
    with pytest.raises(OperationalError):
        search("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
