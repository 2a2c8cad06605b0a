"""What a peer with everything in the graph reads: a Neo4j of its own, with the texts in it.

PostgreSQL writes the files, so that they hold what the other contenders read; Neo4j's own importer
reads them. The service's graph stays as it is.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGTERM
from typing import LiteralString, NamedTuple

import psycopg2
from neo4j import GraphDatabase

from core.dev.engines.addresses import NEO4J_USER
from core.dev.engines.jars import ensure_jars
from core.dev.engines.java import find_java
from core.dev.engines.neo4j import OPENED_PACKAGES, EmbeddedNeo4j
from core.dev.engines.processes import as_child
from tests.ports import held_port

from ..servers import Bench, fingerprint


class File(NamedTuple):
    """A file of the import: nodes of a label or edges of a type, by a query."""

    option: str
    name: str
    header: str
    query: str


FILES = (
    File(
        "nodes",
        "User",
        ":ID(User),uid:long,username",
        "SELECT id, id, username FROM core_user",
    ),
    File(
        "nodes",
        "Post",
        ":ID(Post),pid:long,id,author:long,content",
        "SELECT id, id, id, author_id, content FROM core_post",
    ),
    File(
        "nodes",
        "Comment",
        ":ID(Comment),cid:long,content",
        "SELECT id, id, content FROM core_comment",
    ),
    File(
        "relationships",
        "FOLLOWS",
        ":START_ID(User),:END_ID(User)",
        "SELECT follower_id, followee_id FROM peers.follow",
    ),
    File(
        "relationships",
        "POSTED",
        ":START_ID(User),:END_ID(Post)",
        "SELECT author_id, id FROM core_post",
    ),
    File(
        "relationships",
        "LIKED",
        ":START_ID(User),:END_ID(Post)",
        "SELECT user_id, post_id FROM peers.liked",
    ),
    File(
        "relationships",
        "ON",
        ":START_ID(Comment),:END_ID(Post)",
        "SELECT id, post_id FROM core_comment",
    ),
)
INDEXES: Sequence[LiteralString] = (
    "CREATE CONSTRAINT user_uid IF NOT EXISTS FOR (u:User) REQUIRE u.uid IS UNIQUE",
    "CREATE INDEX post_feed IF NOT EXISTS FOR (p:Post) ON (p.author, p.pid)",
    "CALL db.awaitIndexes(600)",
)


@contextmanager
def peers_graph(bench: Bench) -> Iterator[EmbeddedNeo4j]:
    """A Neo4j with the whole network, filled if it is not yet; stopped at the end of the block."""
    home = bench.folder / "peers-neo4j"
    server = EmbeddedNeo4j(home, http_port=held_port(), bolt_port=held_port())
    server.clear_leftovers()
    stamp, wanted = home / "loaded", fingerprint(bench.network) + repr(FILES)
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(home)
        server = EmbeddedNeo4j(home, http_port=server.http_port, bolt_port=server.bolt_port)
        _import(bench, server)
    with server:
        _index(server)
        stamp.write_text(wanted)
        yield server


def _index(server: EmbeddedNeo4j) -> None:
    address, user = f"bolt://127.0.0.1:{server.bolt_port}", (NEO4J_USER, server.password)
    with GraphDatabase.driver(address, auth=user) as driver:
        for statement in INDEXES:
            driver.execute_query(statement)


def _import(bench: Bench, server: EmbeddedNeo4j) -> None:
    """Write the files and read them. Raises RuntimeError with the importer's words."""
    folder = bench.folder / "import"
    folder.mkdir(exist_ok=True)
    for needed in ("conf", "logs", "import", "run", "data"):
        (server.home / needed).mkdir(parents=True, exist_ok=True)
    (server.home / "conf" / "neo4j.conf").touch()
    connection = psycopg2.connect(bench.postgres.url)
    with connection.cursor() as cursor:
        for file in FILES:
            with _path(folder, file).open("w") as output:
                output.write(file.header + "\n")
                cursor.copy_expert(f"COPY ({file.query}) TO STDOUT (FORMAT csv)", output)
    connection.close()
    done = subprocess.run(
        as_child(_command(server, folder), SIGTERM, None),
        env={**os.environ, "NEO4J_HOME": str(server.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Neo4j's importer failed.\n{done.stdout[-3_000:]}")
    shutil.rmtree(folder)


def _command(server: EmbeddedNeo4j, folder: Path) -> list[str]:
    return [
        *(str(find_java()), "-Xms1g", "-Xmx1g"),
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES),
        *("-cp", os.pathsep.join(map(str, ensure_jars(server.jars)))),
        *("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j"),
        *("--overwrite-destination", "--id-type=string"),
        *(f"--{file.option}={file.name}={_path(folder, file)}" for file in FILES),
    ]


def _path(folder: Path, file: File) -> Path:
    return folder / f"{file.name}.csv"
