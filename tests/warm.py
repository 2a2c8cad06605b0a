"""Servers that stay up between runs of the tests; `python -m tests.warm stop` ends them.

They lie in `var/test-engines`, in a folder for each run that goes on at the same time, so for each
process of `pytest -n`; a run holds the lock of its folder. The two servers of a folder are children
of a keeper, which ends on SIGTERM, or when its note is gone, as with all of `var`. They are
replaced when anything that they or their tables are made by has changed.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg2

from core.dev.engines.addresses import DATABASE, database_url, neo4j_url
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.postgres import EmbeddedPostgres
from core.dev.engines.processes import StartFailed, end, recorded_process

from .ports import held_port
from .waiting import wait_until

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test-engines"
# What servers, tables, constraints and indexes are made by.
SOURCES = (
    *("core/dev/engines/*", "core/migrations/*.py"),
    *("graph/edges.py", "graph/nodes.py", "graph/schema.py"),
)
MAX_RUNS = 4
PASSWORD = "test-password"
MIGRATED = "migrated"
START_SECONDS = 120.0
STOP_SECONDS = 20.0


class AllTaken(RuntimeError):
    """As many runs as may have servers of this kind are going on."""


@dataclass(frozen=True)
class Engines:
    """Two servers, up or not, for the run that holds `lock`."""

    folder: Path
    http_port: int
    bolt_port: int
    lock: IO[str] | None = None

    @property
    def database_url(self) -> str:
        return database_url(self.folder / "postgres")

    @property
    def neo4j_url(self) -> str:
        return neo4j_url(self.bolt_port, PASSWORD)

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(self.folder / "postgres", durable=False)

    @cached_property
    def neo4j(self) -> EmbeddedNeo4j:
        return EmbeddedNeo4j(
            self.folder / "neo4j",
            http_port=self.http_port,
            bolt_port=self.bolt_port,
            password=PASSWORD,
            durable=False,
        )

    @property
    def note(self) -> Path:
        """Names the keeper, the ports, and what the servers were made by."""
        return self.folder / "keeper.json"

    @property
    def are_up(self) -> bool:
        """Whether both are there and of the sources as they are now."""
        noted = _noted(self.folder)
        return noted is not None and noted["key"] == key()

    def have_up(self) -> None:
        """Return once both answer. Raises `StartFailed`. Takes 8 seconds if they have to start."""
        if not self.are_up:
            self._replace()
        wait_until(self._answer, START_SECONDS)

    def leave(self) -> None:
        """Let another run have them."""
        if self.lock is not None:
            self.lock.close()

    def renew_database(self) -> bool:
        """Have a database nobody has used; says whether it comes with all tables, as a copy."""
        kept = self._run(f"SELECT FROM pg_database WHERE datname = '{MIGRATED}'") > 0
        self._run(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        self._run(f"CREATE DATABASE {DATABASE} TEMPLATE {MIGRATED if kept else 'template1'}")
        return kept

    def keep_database(self) -> None:
        """Keep a copy of the database, to which nobody may be connected, for later runs."""
        self._run(f"CREATE DATABASE {MIGRATED} TEMPLATE {DATABASE}")

    def _run(self, statement: str) -> int:
        """Run a statement outside of any transaction; return the number of rows."""
        url = database_url(self.postgres.data, "postgres")
        with closing(psycopg2.connect(url)) as session:
            session.autocommit = True
            with session.cursor() as cursor:
                cursor.execute(statement)
                return int(cursor.rowcount)

    def _answer(self) -> bool:
        if _noted(self.folder) is None:
            raise StartFailed(f"The test engines ended.\n{self._log.read_text()[-3000:]}")
        return self.postgres.is_up() and self.neo4j.is_up()

    @property
    def _log(self) -> Path:
        return self.folder / "keeper.log"

    def _replace(self) -> None:
        stop(self.folder)
        for name in ("postgres", "neo4j"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        ports = f"{self.http_port},{self.bolt_port}"
        with self._log.open("w") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", "keep", str(self.folder), ports],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.note.exists() or keeper.poll() is not None, START_SECONDS)


def take() -> Engines:
    """Return the first engines that no other run has, up or not. Raises `AllTaken`."""
    for number in range(MAX_RUNS):
        folder = FOLDER / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        noted = _noted(folder)
        if noted is not None and noted["key"] == key():
            http, bolt = map(int, noted["ports"].split(","))
            return Engines(folder, http, bolt, lock)
        return Engines(folder, held_port(), held_port(), lock)
    raise AllTaken(f"{MAX_RUNS} runs of the tests have all warm engines: wait for one to end.")


def any_up() -> bool:
    """Whether engines of the sources as they are now are up."""
    notes = map(_noted, FOLDER.glob("*/"))
    return any(noted is not None and noted["key"] == key() for noted in notes)


def key() -> str:
    """A sum of all that the servers and what is installed in them are made by."""
    files = sorted(file for pattern in SOURCES for file in ROOT.glob(pattern) if file.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def stop(folder: Path) -> bool:
    """Stop the engines in a folder; says whether there were any."""
    keeper = recorded_process(folder / "keeper.json")
    (folder / "keeper.json").unlink(missing_ok=True)
    if keeper is not None:
        end(keeper, signal.SIGTERM, STOP_SECONDS)
    return keeper is not None


def keep(engines: Engines) -> None:
    """Run both until a signal, or until the note is deleted."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    note = {
        "pid": os.getpid(),
        "started": psutil.Process().create_time(),
        "key": key(),
        "ports": f"{engines.http_port},{engines.bolt_port}",
    }
    draft = engines.note.with_suffix(".new")
    draft.write_text(json.dumps(note))
    draft.rename(engines.note)
    try:
        engines.neo4j.begin()
        engines.postgres.begin()
        while not ending.wait(1) and engines.note.exists():
            pass
    finally:
        engines.postgres.stop()
        engines.neo4j.stop()


def _noted(folder: Path) -> dict[str, Any] | None:
    """What the keeper of these engines has noted, if it lives."""
    note = folder / "keeper.json"
    if recorded_process(note) is None:
        return None
    noted: dict[str, Any] = json.loads(note.read_text())
    return noted


def main() -> None:
    """`keep FOLDER HTTP,BOLT`, or `stop`."""
    match sys.argv[1:]:
        case ["keep", folder, ports]:
            http, bolt = map(int, ports.split(","))
            keep(Engines(Path(folder), http, bolt))
        case ["stop"]:
            stopped = sum(stop(folder) for folder in FOLDER.glob("*/"))
            print(f"Stopped {stopped} pair{'' if stopped == 1 else 's'} of test engines.")
        case _:
            sys.exit("Usage: python -m tests.warm stop")


if __name__ == "__main__":
    main()
