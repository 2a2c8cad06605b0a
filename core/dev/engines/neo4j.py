"""The real Neo4j community server with its Browser, started as a child from locked jars."""

import hashlib
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import psutil

from . import gds
from .addresses import NEO4J_USER, neo4j_password, neo4j_url
from .aot import cache_options
from .jars import cache_folder, ensure_jars
from .java import find_java
from .processes import ChildProcess, listens, recorded_process

MAIN_CLASS = "org.neo4j.server.Neo4jCommunity"
START_SECONDS = 120.0
COMPLAINT_SECONDS = 5.0
# Four Bolt versions that a client offers, newest first; any answer means that Bolt is up.
HANDSHAKE = bytes.fromhex("6060b017" + "00000005" + "00080805" + "00020404" + "00000003")
PASSWORD_ROUNDS = 1024
OPENED_PACKAGES = ("java.nio", "java.io", "java.lang", "sun.nio.ch")
SETTINGS = {
    "dbms.security.auth_enabled": "true",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "server.https.enabled": "false",
    # A hint to drivers: give up on a silent server after interval × probes: 2 seconds.
    "server.bolt.connection_keep_alive": "1s",
    "server.bolt.connection_keep_alive_probes": "2",
    "server.bolt.connection_keep_alive_for_requests": "ALL",
    # How long a read waits for a bookmark; a statement's own timeout counts only from then on.
    "db.transaction.bookmark_ready_timeout": "1s",
    # The logs of finished transactions would outgrow the store; the journal is the backup.
    "db.tx_log.rotation.retention_policy": "keep_none",
    "db.tx_log.rotation.size": "64m",
    # The default waits 5 seconds for each of the two, whether or not anybody is connected.
    "internal.server.bolt.connection_shutdown_wait_time": "0s",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
}
# For tests, whose graphs come and go: a plan is kept however the statistics change. Planning the
# same statements every ten seconds took most of the server's time.
HASTY_SETTINGS = {"dbms.cypher.min_replan_interval": "1d"}


class EmbeddedNeo4j:
    """A Neo4j whose home folder is `home`; a context manager that starts and stops it.

    `heap` and `page_cache` are megabytes, chosen by the machine's memory where they are not given.
    The heap has one size from the start, because growing it stops the server. `password` is that of
    the user `neo4j` when the store is new; without it, one is made up and kept in `home`. With
    `durable=False` the server is small, starts sooner and computes slower: for tests. With
    `library` it has Graph Data Science, where its jars are to be had (`gds.py`).
    """

    name = "Neo4j"

    def __init__(
        self,
        home: Path,
        *,
        http_port: int,
        bolt_port: int,
        jars: Path | None = None,
        heap: int | None = None,
        page_cache: int | None = None,
        password: str | None = None,
        durable: bool = True,
        library: bool = False,
        log: Path | None = None,
    ) -> None:
        self.home = Path(os.path.abspath(home))
        self.http_port = http_port
        self.bolt_port = bolt_port
        self.jars = jars or cache_folder(self.home.with_name("neo4j-jars"))
        self.password = password or neo4j_password(self.home)
        self.durable = durable
        self.library = library
        self.heap = heap or (_share_of_memory() if durable else 512)
        self.page_cache = page_cache or (_share_of_memory() if durable else 64)
        self.process = ChildProcess(
            name=self.name,
            command=(),
            log=log or self.home.with_name(f"{self.home.name}.log"),
            record=self.home.with_name(f"{self.home.name}.pid"),
            folder=Path("/"),
        )

    @property
    def url(self) -> str:
        """The Bolt URL, user and password included."""
        return neo4j_url(self.bolt_port, self.password)

    @property
    def browser_url(self) -> str:
        """Where the Neo4j Browser is served."""
        return f"http://localhost:{self.http_port}/browser/"

    def prepare(self) -> None:
        """Fetch what is missing and write the configuration."""
        self.clear_leftovers()
        jars = ensure_jars(self.jars)
        library = gds.ensure_library(self.jars) if self.library else []
        self._write_configuration(gds.SETTINGS if library else {})
        gds.install_procedures(library, self.home / "plugins")
        self._set_initial_password()
        self.process.command = self._command(jars, library)
        self.process.environ = _plain_environment()

    def begin(self) -> None:
        """Prepare, and start without waiting."""
        self.prepare()
        self.process.begin()

    def wait(self) -> None:
        """Return once Bolt answers. Raises `StartFailed`."""
        self.process.wait_until(self.is_ours, START_SECONDS)

    def is_ours(self) -> bool:
        """Return whether Bolt answers, from the process that was started here.

        With the password of this clone, nobody may sign in to the server of another.
        """
        return self.is_up() and self._listens()

    def _listens(self) -> bool:
        process = recorded_process(self.process.record)
        return process is not None and listens(process, self.bolt_port)

    def is_up(self) -> bool:
        """Return whether any server, ours or not, answers a Bolt handshake."""
        try:
            with socket.create_connection(("127.0.0.1", self.bolt_port), timeout=2) as connection:
                connection.sendall(HANDSHAKE)
                return len(connection.recv(4)) > 0
        except OSError:
            return False

    def complaint(self) -> str:
        """Return the code of the error by which a running server asks to be restarted, or nothing.

        A Neo4j whose disk is full, or whose store is damaged, panics: its port still answers, and
        it refuses every statement until it is started again. One that does not answer in time, or
        does not know our password, does not complain. Asks in a connection of its own.
        """
        if not self._listens():
            return ""
        from neo4j import GraphDatabase
        from neo4j.exceptions import DatabaseError, DatabaseUnavailable

        user, timeout = (NEO4J_USER, self.password), COMPLAINT_SECONDS
        address = f"bolt://127.0.0.1:{self.bolt_port}"
        try:
            with (
                GraphDatabase.driver(
                    address,
                    auth=user,
                    connection_timeout=timeout,
                    connection_acquisition_timeout=timeout,
                ) as driver,
                driver.session() as session,
            ):
                session.run("RETURN 1").consume()
        except (DatabaseError, DatabaseUnavailable) as error:
            return error.code
        except Exception:  # noqa: BLE001 - whatever it is, it is no request to restart
            return ""
        return ""

    def start(self) -> None:
        """Start, and return once Bolt answers. Raises `StartFailed`."""
        self.begin()
        self.wait()

    def clear_leftovers(self) -> None:
        """Stop a server of ours that survived its parent."""
        self.process.stop_leftover()

    def stop(self) -> None:
        """Stop the server; the store is closed cleanly."""
        self.process.stop()

    def __enter__(self) -> "EmbeddedNeo4j":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _write_configuration(self, more: Mapping[str, str]) -> None:
        settings = {
            **SETTINGS,
            **more,
            **({} if self.durable else HASTY_SETTINGS),
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt_port}",
            "server.bolt.advertised_address": f"localhost:{self.bolt_port}",
            "server.http.listen_address": f"127.0.0.1:{self.http_port}",
            "server.http.advertised_address": f"localhost:{self.http_port}",
            "server.memory.pagecache.size": f"{self.page_cache}m",
        }
        for folder in ("conf", "logs", "run", "import", "plugins", "licenses"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        lines = [f"{key}={value}\n" for key, value in settings.items()]
        header = "# Written at every start; changes here are lost.\n"
        (self.home / "conf" / "neo4j.conf").write_text(header + "".join(lines))

    def _set_initial_password(self) -> None:
        """Leave the password where a server without users takes its first one from.

        This is what `neo4j-admin dbms set-initial-password` writes, without a second JVM. A
        server that has users already does not look at it.
        """
        folder = self.home / "data" / "dbms"
        folder.mkdir(parents=True, exist_ok=True)
        line = f"{NEO4J_USER}:{credential(self.password)}:\n"
        (folder / "auth.ini").write_text(line)
        (folder / "auth.ini").chmod(0o600)

    def _command(self, jars: list[Path], library: Sequence[Path] = ()) -> list[str]:
        """Return the command line; Java's cache is good for a class path that only goes on."""
        modules = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES]
        pace = (
            ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
            if not self.durable
            else ["-XX:+UseG1GC"]
        )
        java = find_java()
        return [
            str(java),
            *cache_options(java, jars),
            f"-Xms{self.heap}m",
            f"-Xmx{self.heap}m",
            *pace,
            *modules,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-OmitStackTraceInFastThrow",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Dlog4j2.disable.jmx=true",
            "-Dfile.encoding=UTF-8",
            "-cp",
            os.pathsep.join(map(str, (*jars, *library))),
            MAIN_CLASS,
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
            "--console-mode",
        ]


def credential(password: str) -> str:
    """`password` the way Neo4j keeps it: SHA-256 over salt and password, 1,024 rounds."""
    salt = secrets.token_bytes(32)
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(PASSWORD_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"SHA-256,{digest.hex()},{salt.hex()},{PASSWORD_ROUNDS}"


def _share_of_memory() -> int:
    """An eighth of this machine's memory in megabytes, between 512 and 2,048."""
    eighth = int(psutil.virtual_memory().total) // 8 // 1_000_000
    return max(512, min(2048, eighth))


def _plain_environment() -> Mapping[str, str]:
    """Return the environment without the variables of another Neo4j or Java."""
    foreign = ("NEO4J_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")
    return {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
