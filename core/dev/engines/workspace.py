"""The embedded engines of this clone, and the lock by which one process at a time runs them."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import addresses, ports
from .neo4j import EmbeddedNeo4j
from .postgres import EmbeddedPostgres
from .processes import StartFailed

WAIT_FOR_OTHER_SECONDS = 120.0
# A command that looks whether the clone runs holds the lock for a moment.
MOMENT_SECONDS = 0.3
# How long one that is just stopping may take to let go of the lock.
LOCK_SECONDS = 5.0
NEO4J_PORTS = {"NEO4J_HTTP_PORT": "the Neo4j Browser", "NEO4J_BOLT_PORT": "Neo4j"}


class AlreadyRunning(RuntimeError):
    """Another process of this clone runs its engines."""


@dataclass(frozen=True)
class Engines:
    """The engines of a clone by kind; None where a URL names a server that runs elsewhere."""

    postgres: EmbeddedPostgres | None
    neo4j: EmbeddedNeo4j | None

    @property
    def embedded(self) -> list[EmbeddedNeo4j | EmbeddedPostgres]:
        """Those that we start, the slower one first."""
        return [engine for engine in (self.neo4j, self.postgres) if engine is not None]

    @property
    def ports(self) -> dict[str, str]:
        """The variables of the ports that they need, and whom each is for."""
        return NEO4J_PORTS if self.neo4j is not None else {}


@dataclass(frozen=True)
class Running:
    """Engines that are up; `started` by us, or by another process of the clone."""

    engines: Engines
    started: bool


def embedded_engines(var: Path, environ: Mapping[str, str]) -> Engines:
    """The engines to start: each one unless its URL is set. Raises `ValueError` for a bad port."""
    postgres = neo4j = None
    if not environ.get("DATABASE_URL"):
        postgres = EmbeddedPostgres(addresses.postgres_folder(var))
    if not environ.get("NEO4J_URL"):
        neo4j = EmbeddedNeo4j(
            addresses.neo4j_folder(var),
            http_port=addresses.port("NEO4J_HTTP_PORT", environ),
            bolt_port=addresses.port("NEO4J_BOLT_PORT", environ),
            library=True,
        )
    return Engines(postgres, neo4j)


@contextmanager
def only_one(var: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold this clone's lock; the system lets go of it however we end.

    Waits `seconds` for a holder that is on its way out. Raises `AlreadyRunning`.
    """
    var.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with addresses.lock_file(var).open("a+") as lock:
        while not _locked(lock):
            if time.monotonic() > deadline:
                lock.seek(0)
                raise AlreadyRunning(
                    f"This clone is already running (process {lock.read().strip()}): stop it first."
                )
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def engines_running(var: Path, environ: Mapping[str, str]) -> Iterator["Running"]:
    """Have this clone's engines up; what we had to start is stopped at the end.

    Where another process of the clone runs them, they are the ones that it recorded. Raises
    `StartFailed` and `PortTaken`.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(var, seconds=MOMENT_SECONDS))
        except AlreadyRunning:
            engines = embedded_engines(var, addresses.running_environment(var, environ))
            _wait_for_other(engines)
            yield Running(engines, started=False)
            return
        engines = embedded_engines(var, environ)
        stack.enter_context(addresses.recorded(var, environ))
        clear_leftovers(engines)
        ports.require_free(engines.ports, environ)
        for engine in engines.embedded:
            stack.callback(engine.stop)
            engine.begin()
        for engine in engines.embedded:
            engine.wait()
        yield Running(engines, started=True)


def clear_leftovers(engines: Engines) -> None:
    """Stop what an earlier run of this clone left behind, so that its ports are free."""
    for engine in engines.embedded:
        engine.clear_leftovers()


def _wait_for_other(engines: Engines) -> None:
    deadline = time.monotonic() + WAIT_FOR_OTHER_SECONDS
    for engine in engines.embedded:
        while not engine.is_ours():
            if time.monotonic() > deadline:
                raise StartFailed(f"{engine.name} of this clone is being started, but is not up.")
            time.sleep(0.1)
