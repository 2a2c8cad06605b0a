"""Constraints and indexes: installed idempotently."""

import io
from contextlib import redirect_stdout
from typing import LiteralString

from neomodel import db

from graph.connection import client
from graph.connection.neomodel_driver import no_hurry

from .edges import TOMBSTONES
from .nodes import NODES

# Tombstones of edges are found by version when they are purged.
_TOMBSTONE_INDEXES: list[LiteralString] = [
    f"""
    CREATE INDEX {tombstone.lower()}_version IF NOT EXISTS
    FOR ()-[r:{tombstone}]-() ON (r.version)
    """
    for tombstone in TOMBSTONES
]


def install() -> None:
    """Install what `nodes.py` declares and the indexes that neomodel cannot declare.

    Waits until every index answers. Takes a few milliseconds when all exist. Raises
    GraphUnavailable.
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
    client.write("CALL db.awaitIndexes(300)")
