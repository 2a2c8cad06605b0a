"""All that both stores hold, to tell whether anything has changed."""

from functools import cache

from django.db import connection

from tests.graph_state import edges_with_properties, nodes

# Attempts at passwords and tokens are counted, whatever their result. The epoch may be written by
# the first connection to both stores.
NOT_OURS = ["core_allowance", "core_storepair"]


def everything() -> object:
    """Every row of ours and the whole graph: two are equal if nothing has changed.

    Cost: one SQL, two Cypher.
    """
    with connection.cursor() as cursor:
        cursor.execute(_every_row())
        rows = dict(cursor.fetchall())
    return rows, nodes(), edges_with_properties()


@cache
def _every_row() -> str:
    """A statement that returns the rows of each table, in one order."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            SELECT tablename FROM pg_tables
            WHERE tablename LIKE 'core\_%%' AND tablename <> ALL(%s) ORDER BY tablename
            """,
            [NOT_OURS],
        )
        tables = [name for (name,) in cursor.fetchall()]
    return " UNION ALL ".join(
        f"""
        SELECT '{table}', (SELECT array_agg(row ORDER BY row)
                           FROM (SELECT to_jsonb(t)::text AS row FROM {table} AS t) AS rows)
        """  # noqa: S608
        for table in tables
    )
