"""Connections of this process to both stores."""

from django.db import connection

from graph.connection import driver


def reconnect() -> None:
    """Make new ones with the next statements, as after a start of the process."""
    connection.close()
    driver.close()
