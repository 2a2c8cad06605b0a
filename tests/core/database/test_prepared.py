"""Statements that a connection plans once, and that survive what makes a plan void."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import DatabaseError, DataError
from django.test.utils import CaptureQueriesContext

from core.database.postgresql.prepared import Prepared

ADD = Prepared("SELECT %(a)s::bigint + %(b)s * %(a)s, 'of 100 %%'")
DIVIDE = Prepared("SELECT %s::int / %s")
TEXTS = Prepared("SELECT text FROM prepared_texts WHERE id = %s")

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def _new_connection() -> None:
    connection.close()


@pytest.fixture
def texts() -> Iterator[None]:
    """A table with one row."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE prepared_texts (id bigint, text varchar(10))")
        cursor.execute("INSERT INTO prepared_texts VALUES (1, 'first')")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE prepared_texts")


def rows(statement: Any, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def kept() -> list[tuple[Any, ...]]:
    """The statements that the session has prepared, and how often each was executed."""
    return rows(
        "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"
        " ORDER BY prepare_time",
        None,
    )


def test_a_statement_is_prepared_once_and_named_from_then_on() -> None:
    assert rows(ADD, {"a": 2, "b": 3}) == [(8, "of 100 %")]
    assert rows(ADD, {"b": 1, "a": 5, "unused": 7}) == [(10, "of 100 %")]
    assert rows(DIVIDE, [7, 2]) == [(3,)]
    assert kept() == [
        ("PREPARE prepared_1 AS SELECT $1::bigint + $2 * $1, 'of 100 %'", 2),
        ("PREPARE prepared_2 AS SELECT $1::int / $2", 1),
    ]


def test_plain_text_is_sent_as_it_is() -> None:
    assert rows("SELECT %s::int", [1]) == [(1,)]
    assert rows(str(DIVIDE), [7, 2]) == [(3,)]
    assert kept() == []


def test_what_comes_before_is_sent_with_it_and_not_prepared() -> None:
    before = Prepared(
        "SELECT set_config('app.before', %(b)s::text, false); SELECT %(a)s::int / %(b)s"
    )
    for a, b in ((7, 2), (9, 3)):
        assert rows(before, {"a": a, "b": b}) == [(a // b,)]
        assert rows("SELECT current_setting('app.before')", None) == [(f"{b}",)]
    assert [text for text, _ in kept()] == ["PREPARE prepared_1 AS  SELECT $1::int / $2"]


def test_another_connection_prepares_for_itself() -> None:
    rows(DIVIDE, [7, 2])
    connection.close()
    assert kept() == []
    assert rows(DIVIDE, [7, 2]) == [(3,)]


def test_an_error_of_one_execution_is_its_own() -> None:
    with pytest.raises(DataError, match="division by zero"):
        rows(DIVIDE, [1, 0])
    with pytest.raises(DataError, match="out of range"):
        rows(DIVIDE, [2**40, 1])
    assert rows(DIVIDE, [7, 2]) == [(3,)]


def test_a_name_that_the_session_lost_is_prepared_again() -> None:
    rows(DIVIDE, [7, 2])
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")
    assert rows(DIVIDE, [9, 2]) == [(4,)]
    assert [text for text, _ in kept()] == ["PREPARE prepared_2 AS SELECT $1::int / $2"]


@pytest.mark.usefixtures("texts")
def test_a_column_that_changed_its_type_is_read_again() -> None:
    assert rows(TEXTS, [1]) == [("first",)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE prepared_texts ALTER text TYPE text")
    assert rows(TEXTS, [1]) == [("first",)]


@pytest.mark.usefixtures("texts")
def test_a_transaction_that_meets_a_changed_column_fails_and_the_next_one_does_not() -> None:
    assert rows(TEXTS, [1]) == [("first",)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE prepared_texts ALTER text TYPE text")
    with pytest.raises(DatabaseError, match="must not change result type"), transaction.atomic():
        rows(TEXTS, [1])
    with transaction.atomic():
        assert rows(TEXTS, [1]) == [("first",)]


def test_what_is_captured_is_the_statement_with_its_values() -> None:
    with CaptureQueriesContext(connection) as captured:
        rows(DIVIDE, [7, 2])
        rows(DIVIDE, [8, 2])
    assert [each["sql"] for each in captured] == ["SELECT 7::int / 2", "SELECT 8::int / 2"]


def test_a_session_that_ended_is_an_operational_error() -> None:
    rows(DIVIDE, [7, 2])
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    with pytest.raises(OperationalError):
        rows(DIVIDE, [7, 2])
    connection.close()
    assert rows(DIVIDE, [7, 2]) == [(3,)]
