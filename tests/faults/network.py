"""A whole network of its own: `manage.py run --no-demo` on free ports and a folder of its own."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from core.dev.engines.addresses import embedded_database_url, embedded_neo4j_url
from core.dev.engines.processes import recorded_process
from core.settings.rates import DEFAULTS
from graph.connection.driver import parse_url
from tests.freezing import freeze
from tests.ports import held_port
from tests.programs import Program, run
from tests.waiting import wait_until

from .client import Client, Unanswered
from .graphql import PASSWORD, SIGN_UP

ROOT = Path(__file__).resolve().parents[2]
# What a process of the network is called, and the record by which it is known.
RECORDS = {
    "PostgreSQL": "postgres.pid",
    "Neo4j": "neo4j.pid",
    "relay": "relay.pid",
    "web server": "web-server.pid",
}
WEB_WORKER = "web worker"
KINDS = (*RECORDS, WEB_WORKER)
WEB_WORKERS = 2
START_SECONDS = 180.0
# A fault is over when this many requests in a row, on new connections, find all of it working.
ANSWERS_IN_A_ROW = 6
# Neither the tests' own servers nor those that a developer's `.env` names.
UNNAMED = {"DATABASE_URL": "", "NEO4J_URL": "", "S3_BUCKET": ""}


class Network:
    """A running network, whose processes can be killed, frozen and thawed by kind."""

    def __init__(self, var: Path, environ: Mapping[str, str]) -> None:
        """`environ` names servers that run elsewhere, for a network of web server and relay."""
        self.var = var
        self.port = held_port()
        own = {
            **UNNAMED,
            "DJANGO_SETTINGS_MODULE": "core.settings.development",
            # Under make a network ends with its parent; so does this one, however its tests end.
            "MAKELEVEL": "1",
            "VAR": str(var),
            "MEDIA_ROOT": str(var / "media"),
            "PORT": str(self.port),
            "NEO4J_HTTP_PORT": str(held_port()),
            "NEO4J_BOLT_PORT": str(held_port()),
            "ACCESS_TOKEN_MINUTES": "600",
            # Few people, from one address, do what a town does.
            **{f"RATE_{name.upper()}": "off" for name in DEFAULTS},
            **environ,
        }
        self._environ = {**os.environ, **own}
        self.database_url = environ.get("DATABASE_URL") or embedded_database_url(var)
        self.neo4j_url = environ.get("NEO4J_URL") or embedded_neo4j_url(var, own)
        self._process: Program | None = None
        self.token = ""

    @property
    def stores(self) -> dict[str, str]:
        """The environment of one more program on the stores of this network."""
        return {
            **{name: self._environ[name] for name in ("DJANGO_SETTINGS_MODULE", "VAR")},
            "DATABASE_URL": self.database_url,
            "NEO4J_URL": self.neo4j_url,
            "SECRET_KEY": "",  # the one of development, by which it takes the same tokens
            "S3_BUCKET": "",
            "ACCESS_TOKEN_MINUTES": self._environ["ACCESS_TOKEN_MINUTES"],
        }

    def start(self) -> None:
        """Start, and return when all of it serves."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "run.log").open("ab") as log:
            command = ("manage.py", "run", "--no-demo")
            self._process = Program(*command, environ=self._environ, output=log, errors=log)
        wait_until(self._has_begun, START_SECONDS, every=0.2)
        client = Client(self.port)
        # By whose feed it is seen whether the network serves.
        visitor = f"visitor-{self.port}"
        mail = f"{visitor}@example.com"
        session = client.write(SIGN_UP, username=visitor, email=mail, password=PASSWORD)
        self.token = session["token"]
        client.close()
        self.wait_until_serving()

    def stop(self) -> None:
        """Stop all of it, as Ctrl-C does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            assert self._process.wait(60) == 0, self._said()
        finally:
            self._process.kill()

    def differences(self) -> list[str]:
        """What `manage.py audit_graph` finds between the stores of this network."""
        result = run("manage.py", "audit_graph", environ=self._environ)
        *lines, sentence = result.stdout.splitlines() or [""]
        assert sentence.startswith("Compared "), result.stderr
        assert result.returncode == bool(lines)
        return lines

    def processes(self, kind: str) -> list[psutil.Process]:
        """The running processes of a kind: none, one, or the web server's workers."""
        if kind == WEB_WORKER:
            reloaders = self.processes("web server")
            masters = [child for reloader in reloaders for child in _children(reloader)]
            return [worker for master in masters for worker in _children(master)]
        process = recorded_process(self.var / RECORDS[kind])
        return [] if process is None else [process]

    def kill(self, kind: str) -> None:
        """`kill -9` one process of a kind, and see it gone."""
        process = self.processes(kind)[0]
        process.kill()
        wait_until(lambda: not _lives(process))

    @contextmanager
    def frozen(self, kind: str) -> Iterator[None]:
        """Stop a process of this kind (SIGSTOP), and continue it at the end (SIGCONT)."""
        (process,) = self.processes(kind)
        freeze(process)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def serves(self) -> bool:
        """Whether every process runs and every worker answers what needs both stores."""
        return all(self.processes(kind) for kind in self._own_kinds()) and all(
            self._answers() for _ in range(ANSWERS_IN_A_ROW)
        )

    def graph_answers(self) -> bool:
        """Whether Neo4j answers somebody who never heard of it, however long that takes."""
        address = parse_url(self.neo4j_url)
        try:
            with (
                GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver,
                driver.session() as session,
            ):
                return len(list(session.run("RETURN 1"))) == 1
        except (DriverError, Neo4jError, OSError):
            return False

    def wait_until_serving(self, seconds: float = 180.0) -> None:
        """Wait until a fault is over."""
        try:
            wait_until(self.serves, seconds, every=0.2)
        except AssertionError as error:
            error.add_note(self._said())
            raise

    def _own_kinds(self) -> list[str]:
        given = {"PostgreSQL": "DATABASE_URL", "Neo4j": "NEO4J_URL"}
        return [kind for kind in RECORDS if not self._environ.get(given.get(kind, ""))]

    def _answers(self) -> bool:
        client = Client(self.port, timeout=5.0)
        try:
            ready = client.get("/readyz")[0] == 200
            return ready and "errors" not in client.ask("{ feed { id } }", self.token)
        except Unanswered:
            return False
        finally:
            client.close()

    def _has_begun(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._said()
        return "Ctrl-C stops everything" in self._said()

    def _said(self) -> str:
        return (self.var / "run.log").read_text()[-3000:]


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [child for child in process.children() if _lives(child)]
    except psutil.NoSuchProcess:
        return []


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def running(var: Path, **environ: str) -> Iterator[Network]:
    """A network that is stopped at the end."""
    network = Network(var, environ)
    try:
        network.start()
        yield network
    finally:
        network.stop()
