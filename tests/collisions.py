"""Transactions that PostgreSQL undoes in the middle, as it does one of two that collide."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


def fail(sqlstate: str) -> None:
    """Let PostgreSQL raise an error of this code in the transaction that is open."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE 'as asked' USING ERRCODE = '{sqlstate}'; END $$")


@contextmanager
def colliding_before(statement: str, *, times: int = 1) -> Iterator[list[str]]:
    """The first `times` that a statement with this beginning is due, its transaction is undone.

    Yields the statements that were kept from running.
    """
    kept: list[str] = []

    def collide(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(statement) and len(kept) < times:
            kept.append(sql)
            fail("40P01")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(collide):
        yield kept
