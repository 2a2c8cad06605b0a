"""Worlds that are made once in a process, and put back as often as a test wants them.

To make one takes a service call for each act in it; to put it back takes three statements in
PostgreSQL and two in Neo4j, whatever has become of it. All numbers are what they were, so ids are.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection

from graph.connection import client

from .emptying import KEPT, empty_graph, empty_postgres

W = TypeVar("W")


def put_back(make: Callable[..., W], *given: Hashable) -> W:
    """Return what `make(*given)` makes in empty stores, which then hold it and nothing else.

    What it returns is a copy each time. Files and jobs are not put back: the tables of jobs write
    events by themselves.
    """
    known = _made.get((make, given))
    if known is not None:
        snapshot, world = known
        snapshot.put_back()
        return deepcopy(world)  # type: ignore[no-any-return]
    empty_postgres()
    empty_graph()
    world = make(*given)
    _made[make, given] = Snapshot.take(), deepcopy(world)
    return world


@dataclass(frozen=True)
class Snapshot:
    """All that both stores hold, but jobs."""

    rows: dict[str, str]
    """The rows of each table that has any, as a JSON list."""

    numbers: dict[str, int]
    """The last number that each sequence has given."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]

    @classmethod
    def take(cls) -> "Snapshot":
        """Read them. Cost: two SQL, two Cypher."""
        nodes = client.read(_NODES)
        place = {node["id"]: number for number, node in enumerate(nodes)}
        return cls(
            {table: rows for table, rows in _asked(_all_rows()) if rows is not None},
            {name: last for name, last in _asked(_LAST_NUMBERS) if last is not None},
            [{"labels": node["labels"], "properties": node["properties"]} for node in nodes],
            [
                {
                    "start": place[edge["start"]],
                    "end": place[edge["end"]],
                    "type": edge["type"],
                    "properties": edge["properties"],
                }
                for edge in client.read(_EDGES)
            ],
        )

    def put_back(self) -> None:
        """Make the stores hold this and nothing else."""
        empty_postgres()
        empty_graph()
        inserts = [
            f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s);"  # noqa: S608
            for table in self.rows
        ]
        turns = [f"SELECT setval('{name}', {last});" for name, last in self.numbers.items()]
        if inserts or turns:
            with connection.cursor() as cursor:
                cursor.execute("\n".join((*inserts, *turns)), [*self.rows.values()])
        client.write(_PUT_BACK, nodes=self.nodes, edges=self.edges)


_made: dict[tuple[Callable[..., Any], tuple[Hashable, ...]], tuple[Snapshot, Any]] = {}

_LAST_NUMBERS = """
SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences
WHERE schemaname = 'public'
"""
_NODES = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_EDGES = """
MATCH (a)-[r]->(b)
RETURN elementId(a) AS start, elementId(b) AS end, type(r) AS type, properties(r) AS properties
"""
_PUT_BACK = """
UNWIND $nodes AS node
CREATE (n:$(node.labels)) SET n = node.properties
WITH collect(n) AS made
UNWIND $edges AS edge
WITH edge, made[edge.start] AS a, made[edge.end] AS b
CREATE (a)-[r:$(edge.type)]->(b) SET r = edge.properties
"""


@cache
def _all_rows() -> str:
    tables = _asked(
        r"""
        SELECT tablename::text FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate\_%'
        ORDER BY tablename
        """
    )
    return " UNION ALL ".join(
        f"SELECT '{table}', (SELECT json_agg(t)::text FROM {table} t)"  # noqa: S608
        for (table,) in tables
        if table not in KEPT
    )


def _asked(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
