"""Both stores made empty, at the cost of what is in them."""

from functools import cache

from django.db import connection

from core.journal.pairing import forget
from graph.connection import client
from graph.writes.tombstones import clear

# What a migrated database comes with.
KEPT = ["auth_permission", "core_livelog", "django_content_type", "django_migrations"]
# What a table may take up and still be emptied row by row, in 0.1 ms where TRUNCATE takes 3. Above
# it the dead rows of many tests would slow the next ones down.
MAX_BYTES = 65_536
# Edges that a single transaction of a small server can surely delete.
FEW_EDGES = 20_000


def empty_postgres() -> None:
    """Take every row of ours, and start the numbers at 1 again. Cost: one SQL, and the rows."""
    with connection.cursor() as cursor:
        cursor.execute(_block())


def empty_graph() -> None:
    """Take every edge and node; constraints stay. Cost: one Cypher, two if there was anything."""
    [counts] = client.write("RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS edges")
    if counts["edges"] > FEW_EDGES:
        clear()
    if counts["nodes"]:
        client.write("MATCH (n) DETACH DELETE n")
    # The next write makes the empty stores a pair.
    forget()


@cache
def _block() -> str:
    """A block that truncates large tables, deletes from all and turns numbers back."""
    tables = _column(
        """
        SELECT tablename::text FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> ALL(%s)
        ORDER BY tablename DESC  -- what procrastinate's jobs are named by goes before them
        """,
        KEPT,
    )
    numbers = _column(
        """
        SELECT objid::regclass::text FROM pg_depend JOIN pg_sequence ON seqrelid = objid
        WHERE refobjid = ANY(%s::regclass[]::oid[]) AND deptype IN ('a', 'i')
        """,
        tables,
    )
    large = f"pg_relation_size('{{0}}') > {MAX_BYTES}"
    return "\n".join(
        (
            "DO $$ BEGIN",
            *(f"IF {large} THEN TRUNCATE {{0}} CASCADE; END IF;".format(table) for table in tables),
            # The database refuses to delete a row of it.
            "IF EXISTS (SELECT FROM core_moderationact) THEN TRUNCATE core_moderationact; END IF;",
            *(f"DELETE FROM {table};" for table in tables),  # noqa: S608
            *(f"PERFORM setval('{number}', 1, false);" for number in numbers),
            "END $$",
        )
    )


def _column(query: str, names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [names])
        return [name for (name,) in cursor.fetchall()]
