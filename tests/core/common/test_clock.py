"""Milliseconds in Python and in PostgreSQL are the same number."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core.common.clock import milliseconds


@pytest.mark.usefixtures("stores")
def test_python_and_postgresql_round_alike() -> None:
    randomness = random.Random(1)
    moments = [
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=randomness.randrange(1 << 52))
        for _ in range(5_000)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array_agg(floor(extract(epoch FROM at) * 1000)::bigint ORDER BY position)
            FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS given (at, position)
            """,
            [moments],
        )
        (counted,) = cursor.fetchone()
    assert [milliseconds(moment) for moment in moments] == counted
