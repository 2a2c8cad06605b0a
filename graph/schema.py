"""Constraints and indexes: installed idempotently."""

import io
import time
from contextlib import redirect_stdout
from typing import LiteralString

from neomodel import db

from graph.connection import client
from graph.connection.neomodel_driver import no_hurry

from .edges import INDEXED, PAIR, TOMBSTONES, Properties
from .nodes import NODES
from .writes.backfill import begin_where_edges_lack_ends

# Tombstones of edges are found by version when they are purged.
_TOMBSTONE_INDEXES: list[LiteralString] = [
    f"""
    CREATE INDEX {tombstone.lower()}_version IF NOT EXISTS
    FOR ()-[r:{tombstone}]-() ON (r.version)
    """
    for tombstone in TOMBSTONES
]


def _index(type_: LiteralString, properties: Properties) -> tuple[LiteralString, LiteralString]:
    """Return the name of an index of edges, and the statement that makes it."""
    name: LiteralString = f"{type_.lower()}_by_{'_'.join(properties)}"
    columns: LiteralString = ", ".join(f"r.{each}" for each in properties)
    return name, f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{type_}]-() ON ({columns})"


FAILED = "FAILED"
_UNFINISHED: LiteralString = "SHOW INDEXES YIELD state WHERE state <> 'ONLINE'"

# Hidden edges are in no list, but whether one exists is asked.
_EDGE_INDEXES: list[tuple[LiteralString, LiteralString]] = [
    *(_index(edge.name, properties) for edge in INDEXED for properties in edge.indexes),
    *(_index(edge.hidden, PAIR) for edge in INDEXED if edge.hidden and PAIR in edge.indexes),
]


def install() -> None:
    """Install what `nodes.py` declares and the indexes that neomodel cannot declare.

    Waits until every index answers. Takes a few milliseconds when all exist. Raises
    GraphUnavailable, and RuntimeError for an index that failed.
    """
    # neomodel would raise errors of its own; and the first statement of a new server is slow.
    client.read_long("RETURN 1")
    # It prints a warning for each that exists already.
    with no_hurry(), redirect_stdout(io.StringIO()):
        for node in NODES:
            db.install_labels(node)
    # The feed seeks the newest posts of one author here.
    client.write("CREATE INDEX post_feed IF NOT EXISTS FOR (p:Post) ON (p.author, p.pid)")
    # Suggestions for newcomers take the newest follows of the whole network from here.
    client.write("CREATE INDEX followed_since IF NOT EXISTS FOR ()-[r:FOLLOWS]-() ON (r.since)")
    for index in _TOMBSTONE_INDEXES:
        client.write(index)
    _install_indexes_of_edges()
    _wait_for_indexes()


def _wait_for_indexes() -> None:
    """Wait as long as it takes: 20 s for each million of edges. Raises RuntimeError."""
    while states := {record["state"] for record in client.read_long(_UNFINISHED)}:
        if FAILED in states:
            raise RuntimeError("Neo4j could not make an index: run SHOW INDEXES, and see its log.")
        time.sleep(0.05)


def _install_indexes_of_edges() -> None:
    existing = {record["name"] for record in client.read_long("SHOW INDEXES YIELD name")}
    missing: list[LiteralString] = [index for name, index in _EDGE_INDEXES if name not in existing]
    if missing:
        # Before the index, so that no crash leaves one that reads take for complete.
        begin_where_edges_lack_ends()
    for index in missing:
        client.write(index)
