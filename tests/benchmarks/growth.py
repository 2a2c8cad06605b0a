"""`make bench-growth`: bytes a row and an edge in both stores, and what one and three relays do."""

import os
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg2
from rich.console import Console
from rich.table import Table

from tests.relays import relay_process
from tests.waiting import wait_until

from .network import Network
from .program import run
from .servers import Bench
from .stores import MILLION

BACKLOG = 30_000
RELAYS = (1, 3, 1, 3)

_SIZES = """
    SELECT relname, n_live_tup, pg_relation_size(relid), pg_indexes_size(relid)
    FROM pg_stat_user_tables WHERE n_live_tup > 0 ORDER BY pg_total_relation_size(relid) DESC
"""
# Likes that nobody gave yet, by people and of posts that are there.
_WRITE = """
    INSERT INTO core_journalentry
        (kind, actor, target, username, at, recorded_at, attempts, error)
    SELECT 'liked', person.id, post.id, '', now(), now() - interval '1 hour', 0, ''
    FROM (SELECT id FROM core_user ORDER BY random() LIMIT %(each)s) AS person,
         (SELECT id FROM core_post ORDER BY random() LIMIT %(backlog)s / %(each)s) AS post
"""
_WAITING = "SELECT count(*) FROM core_journalentry WHERE applied_at IS NULL"


def _measure(bench: Bench, console: Console) -> None:
    console.print(_tables(bench))
    console.print(_graph_files(bench))
    _drain(bench, 1)  # a Neo4j that has just started computes slowly
    for count in RELAYS:
        seconds = _drain(bench, count)
        console.print(
            f"{count} relay{'s'[: count > 1]}: {BACKLOG:,} new likes in {seconds:.1f} s, "
            f"{BACKLOG / seconds:,.0f} a second."
        )


def _tables(bench: Bench) -> Table:
    table = Table("table", "rows", "bytes a row", "of them indexes", title="PostgreSQL")
    for name, rows, heap, indexes in _ask(bench, "ANALYZE", _SIZES):
        table.add_row(name, f"{rows:,}", f"{(heap + indexes) / rows:.0f}", f"{indexes / rows:.0f}")
    return table


def _graph_files(bench: Bench) -> Table:
    from graph.connection.client import read_long

    [nodes] = read_long("MATCH (n) RETURN count(n)")[0]
    [edges] = read_long("MATCH ()-->() RETURN count(*)")[0]
    sizes: dict[str, int] = defaultdict(int)
    store = bench.neo4j.home / "data" / "databases" / "neo4j"
    for path in store.rglob("*"):
        if path.is_file():
            sizes[_part(path.relative_to(store))] += path.stat().st_size
    table = Table("part", "MB", "bytes a node", "bytes an edge", title="Neo4j")
    table.caption = f"{nodes:,} nodes, {edges:,} edges"
    sizes["all"] = sum(sizes.values())
    for part, size in sorted(sizes.items(), key=lambda each: each[1]):
        table.add_row(part, f"{size / 1e6:.1f}", f"{size / nodes:.0f}", f"{size / edges:.0f}")
    return table


def _part(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else ".".join(path.name.split(".")[:2])


def _drain(bench: Bench, count: int) -> float:
    """Seconds in which so many relays apply the backlog, all of them started and idle before."""
    with ExitStack() as relays:
        for _ in range(count):
            relays.enter_context(relay_process(SECRET_KEY=os.environ["SECRET_KEY"]))
        _ask(bench, _WRITE, "SELECT pg_notify('journal', '')")
        began = time.monotonic()
        wait_until(lambda: _ask(bench, _WAITING) == [(0,)], seconds=600.0, every=0.1)
        return time.monotonic() - began


def _ask(bench: Bench, *statements: str) -> list[tuple[Any, ...]]:
    """The rows of the last statement."""
    session = psycopg2.connect(bench.postgres.url)
    try:
        with session, session.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, {"each": 300, "backlog": BACKLOG})
            return list(cursor.fetchall())
    finally:
        session.close()


if __name__ == "__main__":
    run("bench-growth", Network(MILLION), _measure)
