"""Waiting for a replica."""

from django.db import connection

from tests.standby import Standby
from tests.waiting import wait_until


def wait_until_caught_up(standby: Standby) -> None:
    """Return when the replica has replayed what the primary has committed by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        (position,) = cursor.fetchone()
    replayed = "SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn"
    wait_until(lambda: int(str(standby.ask(replayed))) >= int(position))
