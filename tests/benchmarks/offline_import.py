"""The graph of the benchmark's network, written into the store of a Neo4j that does not run.

Neo4j's own importer (`neo4j-admin database import full`, among the locked jars) takes a sixth of
the processor time that the same edges cost over Bolt. It takes integers below 2^56 as ids, so posts
are numbered by position in the files; `pid` is an ordinary property.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from signal import SIGTERM
from typing import NamedTuple

import numpy as np

from core.dev.engines.jars import ensure_jars
from core.dev.engines.java import find_java
from core.dev.engines.neo4j import OPENED_PACKAGES, EmbeddedNeo4j
from core.dev.engines.processes import as_child
from core.journal.models import JournalKind
from graph.edges import EDGE_NAMED, POST

from .copying import slices
from .journal import Entries, entries_of
from .network import Ints, Network

HEAP = "1g"
STAGES = 4
_STAGE = re.compile(r"^\((\d)/4\)")
_PERCENT = re.compile(r"(\d+)% ")


class File(NamedTuple):
    """One file of the import: nodes of a label, or edges of a type."""

    kind: str
    name: str
    header: Sequence[str]
    columns: Sequence[Ints]
    pattern: str = ""

    @property
    def argument(self) -> str:
        """The importer's option for it; `{}` is the folder."""
        return f"--{self.kind}={self.name}={{}}/{self.name}.csv"


def write_files(folder: Path, network: Network) -> Iterator[int]:
    """Write what `run_import` reads, yielding the number of rows of each batch."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in _files(network):
        pattern = file.pattern or ",".join(["%d"] * len(file.columns)) + "\n"
        with (folder / f"{file.name}.csv").open("w", encoding="ascii") as output:
            output.write(",".join(file.header) + "\n")
            for part in slices(len(file.columns[0])):
                rows = zip(*(column[part].tolist() for column in file.columns), strict=True)
                output.writelines(map(pattern.__mod__, rows))
                yield part.stop - part.start


def run_import(server: EmbeddedNeo4j, folder: Path, network: Network) -> Iterator[float]:
    """Import the files into the new store of `server`, yielding how much is done, from 0 to 1.

    Raises RuntimeError with the importer's words if it fails. The files are deleted.
    """
    for needed in ("conf", "logs", "import", "run", "data"):
        (server.home / needed).mkdir(parents=True, exist_ok=True)
    (server.home / "conf" / "neo4j.conf").touch()
    lines: list[str] = []
    with subprocess.Popen(
        as_child(_command(server, folder, network), SIGTERM, None),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "NEO4J_HOME": str(server.home)},
    ) as process:
        stage = 1
        for line in process.stdout or ():
            lines.append(line)
            if found := _STAGE.match(line):
                stage = int(found[1])
            percent = _PERCENT.search(line)
            yield (stage - 1 + (int(percent[1]) / 100 if percent else 0)) / STAGES
    if process.returncode:
        raise RuntimeError("Neo4j's importer failed.\n" + "".join(lines[-30:]))
    shutil.rmtree(folder)
    yield 1.0


def _command(server: EmbeddedNeo4j, folder: Path, network: Network) -> list[str]:
    return [
        str(find_java()),
        f"-Xms{HEAP}",
        f"-Xmx{HEAP}",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES),
        "-cp",
        os.pathsep.join(map(str, ensure_jars(server.jars))),
        "org.neo4j.cli.AdminTool",
        *("database", "import", "full", "neo4j"),
        *("--overwrite-destination", "--id-type=integer"),
        *(file.argument.format(folder) for file in _files(network)),
    ]


def _files(network: Network) -> list[File]:
    entries = entries_of(network)
    people, posts = entries[JournalKind.USER_SAVED], network.posts
    names = network.usernames.astype(str)
    return [
        File(
            "nodes",
            "User",
            ("uid:ID(User)", "username", "version:long"),
            (network.people, names, people.version),
            "%d,%s,%d\n",
        ),
        File(
            "nodes",
            "Post",
            (":ID(Post)", "pid:long", "author:long"),
            (np.arange(len(posts.pid)), posts.pid, posts.author),
        ),
        File(
            "relationships",
            "POSTED",
            (":START_ID(User)", ":END_ID(Post)"),
            (posts.author, np.arange(len(posts.pid))),
        ),
        _edges(network, "FOLLOWS", entries["followed"]),
        _edges(network, "LIKED", entries["liked"]),
        _edges(network, "COMMENTED_ON", entries["commented"]),
    ]


def _edges(network: Network, name: str, entries: Entries) -> File:
    assert entries.target is not None
    end, label = entries.target, "User"
    if EDGE_NAMED[name].to is POST:
        end, label = np.searchsorted(network.posts.pid, entries.target), "Post"
    columns = {
        ":START_ID(User)": entries.actor,
        f":END_ID({label})": end,
        "since:long": entries.at,
        "version:long": entries.version,
    }
    if entries.comment is not None:
        columns["cid:long"] = entries.comment
    if EDGE_NAMED[name].indexes:
        columns |= {"actor:long": entries.actor, "target:long": entries.target}
    return File("relationships", name, tuple(columns), tuple(columns.values()))
