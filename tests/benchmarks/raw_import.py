"""An edge list into Neo4j by the driver alone: `python -m tests.benchmarks.raw_import FILE`.

Users and follows get the properties that the service writes, and the same indexes are there:
the graph is the same in the end. No journal, no locks, nothing in PostgreSQL.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, LiteralString
from urllib.parse import urlsplit

from neo4j import GraphDatabase, Session

BATCH = 10_000
_USERS: LiteralString = """
    UNWIND $rows AS row
    MERGE (u:User {uid: row.uid}) ON CREATE SET u.username = row.username, u.version = row.version
"""
_FOLLOWS: LiteralString = """
    UNWIND $rows AS row
    MATCH (a:User {uid: row.actor})
    MATCH (b:User {uid: row.target})
    MERGE (a)-[e:FOLLOWS]->(b) ON CREATE SET
        e.since = row.since, e.version = row.version, e.actor = row.actor, e.target = row.target
"""

Rows = Iterator[dict[str, Any]]


def _follows(path: str) -> Iterator[tuple[int, int, int]]:
    now = int(time.time() * 1_000)
    with open(path) as file:
        for line in file:
            fields = line.replace(",", "\t").split("\t")
            if fields[0].isdecimal():
                at = datetime.fromisoformat(fields[2].strip()) if len(fields) > 2 else None
                since = int(at.timestamp() * 1_000) if at else now
                yield int(fields[0]), int(fields[1]), since


def _users(path: str) -> Rows:
    people = {uid for one, other, _ in _follows(path) for uid in (one, other)}
    for version, uid in enumerate(sorted(people)):
        yield {"uid": uid, "username": f"person-{uid}", "version": version}


def _rows(path: str) -> Rows:
    for version, (one, other, since) in enumerate(_follows(path)):
        yield {"actor": one, "target": other, "since": since, "version": version}


def _write(session: Session, statement: LiteralString, rows: Rows) -> None:
    while batch := list(islice(rows, BATCH)):
        session.run(statement, rows=batch).consume()


def main(path: str) -> None:
    """Import `path` into the server at NEO4J_URL."""
    parts = urlsplit(os.environ["NEO4J_URL"])
    user, password = parts.username or "", parts.password or ""
    with (
        GraphDatabase.driver(f"bolt://{parts.hostname}:{parts.port}", auth=(user, password)) as it,
        it.session() as session,
    ):
        _write(session, _USERS, _users(path))
        _write(session, _FOLLOWS, _rows(path))


if __name__ == "__main__":
    main(sys.argv[1])
