"""All that both stores hold, to tell whether anything has changed."""

from django.db import connection

from tests.graph_state import edges_with_properties, nodes


def everything() -> object:
    """Every row of ours and the whole graph: two are equal if nothing has changed.

    Attempts at passwords and tokens are counted, whatever their result, so the counts do not
    belong to it; nor does the epoch, which the first connection to both stores may write.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            SELECT tablename FROM pg_tables
            WHERE tablename LIKE 'core\_%%' AND tablename <> ALL(%s) ORDER BY tablename
            """,
            [["core_allowance", "core_storepair"]],
        )
        rows = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT to_jsonb(row)::text FROM {table} AS row ORDER BY 1")  # noqa: S608
            rows[table] = cursor.fetchall()
    return rows, nodes(), edges_with_properties()
