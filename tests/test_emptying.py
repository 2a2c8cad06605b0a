"""Nothing of one test is there for the next, however much it was."""

import pytest
from django.db import connection

from core.accounts.models import User
from graph.connection import client
from tests.emptying import FEW_EDGES, KEPT, MAX_BYTES, empty_graph, empty_postgres
from tests.factories import make_post, make_users

pytestmark = pytest.mark.usefixtures("stores")


def rows() -> dict[str, int]:
    """How many rows each table has that has any, but those that every database has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - set(KEPT):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            counts[table] = sum(count for (count,) in cursor.fetchall())
    return {table: count for table, count in counts.items() if count}


@pytest.mark.parametrize("others", [0, 2_000])
def test_postgres(others: int) -> None:
    ada, _ = make_users("ada", "ben")
    make_post(ada)
    names = [f"other{number}" for number in range(others)]
    User.objects.bulk_create(User(username=name, email=f"{name}@example.com") for name in names)
    made = {"core_user": others + 2, "core_post": 1, "core_journalentry": 3, "core_liveevent": 1}
    made["core_storepair"] = 1
    assert rows() == made
    assert (size_of("core_user") > MAX_BYTES) == bool(others)

    empty_postgres()
    assert rows() == {}
    # Of a truncated table nothing is left, of another its few dead rows.
    assert (size_of("core_user") == 0) == bool(others)
    [again] = make_users("ada")
    assert (again.pk, list(User.objects.all())) == (1, [again])


def size_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s)", [table])
        return sum(size for (size,) in cursor.fetchall())


@pytest.mark.parametrize("edges", [1, FEW_EDGES + 1])
def test_neo4j(edges: int) -> None:
    client.write(
        "CREATE (a:User {uid: 1}), (b:Post {pid: 2}) FOREACH (n IN range(1, $edges) | "
        "CREATE (a)-[:LIKED {since: n}]->(b))",
        edges=edges,
    )
    constraints = len(client.read("SHOW CONSTRAINTS"))
    empty_graph()
    left = client.read_one("RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS edges")
    assert (left["nodes"], left["edges"]) == (0, 0)
    assert len(client.read("SHOW CONSTRAINTS")) == constraints > 0
