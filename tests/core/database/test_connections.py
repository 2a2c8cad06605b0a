"""Connections to PostgreSQL by their state."""

from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from core.database.connections import Connections, connections
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")


def test_they_are_counted_by_state() -> None:
    before = connections()
    assert before.active >= 1  # ours, that asks
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        assert before.most == int(cursor.fetchone()[0])

    params = connection.get_connection_params()
    with closing(psycopg2.connect(**params)) as idle, closing(psycopg2.connect(**params)) as busy:
        assert idle.closed == 0
        busy.cursor().execute("SELECT 1")
        expected = Connections(
            most=before.most,
            active=before.active,
            idle=before.idle + 1,
            idle_in_transaction=before.idle_in_transaction + 1,
        )
        wait_until(lambda: connections() == expected)
