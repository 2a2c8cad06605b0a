"""A benchmark's own servers: data in a folder of `var`, free ports, and a stamp when loaded."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.dev.engines import addresses
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.postgres import EmbeddedPostgres
from core.dev.engines.running import Clone, web_server
from core.dev.engines.supervisor import Program
from core.dev.engines.workspace import only_one
from tests.ports import held_port

from .network import Network

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
# What decides how the loaded stores look.
SOURCES = (
    *("network.py", "texts.py", "documents.py", "journal.py", "offline_import.py"),
    *("../../graph/edges.py", "../../graph/nodes.py"),
    *(f"../../core/search/{name}.py" for name in ("folding", "spellings", "vectors", "words")),
)


@dataclass(frozen=True)
class Bench:
    """Both engines and the web server of one run of a benchmark; none of them started.

    All that belongs to it lies in `folder`; `network` is what the stores hold or will hold.
    """

    folder: Path
    network: Network
    postgres: EmbeddedPostgres
    neo4j: EmbeddedNeo4j
    web: Program
    port: int

    @property
    def url(self) -> str:
        """Where the web server answers."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def prepared(name: str, network: Network) -> Iterator[Bench]:
    """The only such benchmark of this clone, its addresses set in the environment for Django.

    Raises AlreadyRunning. What was started is stopped at the end.
    """
    folder = VAR / name
    with only_one(folder):
        (folder / "static").mkdir(exist_ok=True)
        port, http, bolt = held_port(), held_port(), held_port()
        postgres = EmbeddedPostgres(addresses.postgres_folder(folder))
        neo4j = EmbeddedNeo4j(
            addresses.neo4j_folder(folder), http_port=http, bolt_port=bolt, library=True
        )
        _set_environment(folder, postgres.url, neo4j.url)
        web = web_server(Clone(ROOT, folder, {"PORT": str(port)}))
        for left in (web, neo4j, postgres):
            left.clear_leftovers()
        try:
            yield Bench(folder, network, postgres, neo4j, web, port)
        finally:
            for each in (web, neo4j, postgres):
                each.process.ask_to_stop()
            for each in (web, neo4j, postgres):
                each.stop()


def is_loaded(bench: Bench) -> bool:
    """Whether the stores hold the whole network, as the code of today would load it."""
    stamp = bench.folder / "loaded"
    return stamp.exists() and stamp.read_text() == fingerprint(bench.network)


def begin_load(bench: Bench) -> None:
    """Delete what is there, complete or not."""
    (bench.folder / "loaded").unlink(missing_ok=True)
    for folder in (
        addresses.postgres_folder(bench.folder),
        addresses.neo4j_folder(bench.folder),
        bench.folder / "import",
    ):
        password = folder / "password"
        kept = password.read_text() if password.exists() else None
        shutil.rmtree(folder, ignore_errors=True)
        if kept is not None:  # the environment names it already
            folder.mkdir(parents=True)
            password.write_text(kept)


def end_load(bench: Bench) -> None:
    """Note that the stores are complete."""
    (bench.folder / "loaded").write_text(fingerprint(bench.network))


def fingerprint(network: Network) -> str:
    """Return what tells stores with this network from all others."""
    here = Path(__file__).parent
    texts = b"\0".join((here / name).read_bytes() for name in SOURCES)
    return hashlib.sha256(texts + repr(network.size).encode()).hexdigest()


def _set_environment(folder: Path, database_url: str, neo4j_url: str) -> None:
    """The environment of a deployment, without TLS."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        DATABASE_URL=database_url,
        NEO4J_URL=neo4j_url,
        SECRET_KEY=secrets.token_urlsafe(64),
        ALLOWED_HOSTS="127.0.0.1",
        DEBUG="off",
        SECURE_SSL_REDIRECT="off",
        BENCH_STATIC=str(folder / "static"),
        LOG_LEVEL="WARNING",
    )
