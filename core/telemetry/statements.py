"""Every statement to either store passes here, to be counted."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from neo4j import Record

from graph import door

from .trail import current

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]
SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


def observe_statements() -> None:
    """Count every SQL and Cypher statement of this process from now on."""
    connection_created.connect(_observe_connection, dispatch_uid=__name__)
    door.observe(observe_cypher)


def _observe_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if observe_sql not in connection.execute_wrappers:
        connection.execute_wrappers.append(observe_sql)


def observe_sql(
    execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a SQL statement of Django's; savepoints are no statements of ours."""
    if (trail := current()) is not None and not sql.startswith(SAVEPOINTS):
        trail.sql += 1
    return execute(sql, params, many, context)


def observe_cypher(query: str, run: Callable[[], list[Record]]) -> list[Record]:
    """Run a Cypher statement of the door's."""
    if (trail := current()) is not None:
        trail.cypher += 1
    return run()
