"""The servers of the test run: real ones, started once, with data and ports of their own.

`ENGINES` chooses: `embedded` (the wheels and jars that `make run` uses too), `containers`
(testcontainers, from the images that POSTGRES_IMAGE and NEO4J_IMAGE name), `own` (containers where
Docker answers, embedded servers elsewhere), `warm` (embedded ones that stay up between runs, see
`warm.py`) or `url` (TEST_DATABASE_URL and TEST_NEO4J_URL; both are emptied by the tests). Without
it warm ones are taken where they are up, and servers of our own elsewhere.

This is a pytest plugin (`-p tests.engines`) because Django reads the addresses before any
conftest is loaded: they are settled at import, the servers start with the first test.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from . import warm
from .ports import held_port
from .warm import PASSWORD

MODES = ("embedded", "containers", "own", "warm", "url")
POSTGRES_IMAGE = os.environ.get("POSTGRES_IMAGE", "postgres:17")
NEO4J_IMAGE = os.environ.get("NEO4J_IMAGE", "neo4j:2026.08.1")
NEO4J_SETTINGS = {
    "NEO4J_db_transaction_bookmark__ready__timeout": "1s",
    "NEO4J_server_memory_heap_initial__size": "512m",
    "NEO4J_server_memory_heap_max__size": "512m",
    "NEO4J_server_memory_pagecache_size": "64m",
    "NEO4J_server_bolt_connection__keep__alive": "1s",
    "NEO4J_server_bolt_connection__keep__alive__probes": "2",
    "NEO4J_dbms_cypher_min__replan__interval": "1d",
}


@dataclass(frozen=True)
class Plan:
    """Which servers, and where they will listen."""

    mode: str
    folder: Path
    database_url: str
    neo4j_url: str
    postgres_port: int = 0
    http_port: int = 0
    bolt_port: int = 0
    kept: warm.Engines | None = None

    def __str__(self) -> str:
        if self.kept is None:
            return self.mode
        state = "up already" if self.kept.are_up else "started by the first test that needs them"
        return f"warm, {state}; `make test-engines-stop` stops them"


def docker_answers() -> bool:
    """Whether a Docker engine can be asked."""
    import docker
    from docker.errors import DockerException

    try:
        docker.from_env(timeout=3).ping()
    except DockerException:
        return False
    return True


def make_plan() -> Plan:
    """Settle mode and addresses; starts nothing."""
    mode = os.environ.get("ENGINES") or ("warm" if warm.any_up() else "own")
    if mode not in MODES:
        raise pytest.UsageError(f"ENGINES is {mode!r}; it can be {', '.join(MODES)}.")
    if mode == "own":
        mode = "containers" if docker_answers() else "embedded"
    os.environ["ENGINES"] = mode  # for the processes that tests are shared out to
    folder = Path(tempfile.mkdtemp(prefix="social-graph-tests-"))
    if mode == "url":
        return _plan_for_urls(folder)
    if mode == "warm":
        return _plan_for_warm(folder)
    if mode == "containers":
        return _plan_for_containers(folder)
    return _plan_for_embedded(folder)


def _plan_for_urls(folder: Path) -> Plan:
    if "PYTEST_XDIST_WORKER" in os.environ:
        raise pytest.UsageError(
            "ENGINES=url is for one test process: the tests empty what is there."
        )
    names = ("TEST_DATABASE_URL", "TEST_NEO4J_URL")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise pytest.UsageError(f"ENGINES=url needs {' and '.join(missing)}.")
    return Plan("url", folder, os.environ["TEST_DATABASE_URL"], os.environ["TEST_NEO4J_URL"])


def _plan_for_warm(folder: Path) -> Plan:
    try:
        engines = warm.take()
    except warm.AllTaken as error:
        raise pytest.UsageError(str(error)) from None
    return Plan("warm", folder, engines.database_url, engines.neo4j_url, kept=engines)


def _plan_for_containers(folder: Path) -> Plan:
    postgres, http, bolt = held_port(), held_port(), held_port()
    return Plan(
        "containers",
        folder,
        f"postgres://test:{PASSWORD}@localhost:{postgres}/test",
        f"bolt://neo4j:{PASSWORD}@localhost:{bolt}",
        postgres,
        http,
        bolt,
    )


def _plan_for_embedded(folder: Path) -> Plan:
    from core.dev.engines.addresses import database_url, neo4j_url

    http, bolt = held_port(), held_port()
    return Plan(
        "embedded",
        folder,
        database_url(folder / "postgres"),
        neo4j_url(bolt, PASSWORD),
        http_port=http,
        bolt_port=bolt,
    )


@contextmanager
def running(plan: Plan) -> Iterator[None]:
    """Start what the plan names, and stop it at the end."""
    with ExitStack() as servers:
        if plan.mode == "embedded":
            _start_embedded(plan, servers)
        elif plan.mode == "containers":
            _start_containers(plan, servers)
        elif plan.kept is not None:
            plan.kept.have_up()
        yield


def _start_embedded(plan: Plan, servers: ExitStack) -> None:
    from core.dev.engines.neo4j import EmbeddedNeo4j
    from core.dev.engines.postgres import EmbeddedPostgres

    postgres = EmbeddedPostgres(plan.folder / "postgres", durable=False)
    neo4j = EmbeddedNeo4j(
        plan.folder / "neo4j",
        http_port=plan.http_port,
        bolt_port=plan.bolt_port,
        password=PASSWORD,
        durable=False,
    )
    servers.enter_context(neo4j)
    servers.enter_context(postgres)


def _start_containers(plan: Plan, servers: ExitStack) -> None:
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    from testcontainers.community.neo4j import Neo4jContainer
    from testcontainers.community.postgres import PostgresContainer

    from core.dev.engines.postgres import HASTY_SETTINGS, SETTINGS

    # Data in memory and a compiler that does less, as nothing here lives long.
    neo4j = Neo4jContainer(NEO4J_IMAGE, password=PASSWORD)
    for name, value in NEO4J_SETTINGS.items():
        neo4j.with_env(name, value)
    neo4j.with_env("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
    neo4j.with_tmpfs_mount("/data")
    neo4j.with_bind_ports(7687, plan.bolt_port)
    postgres = PostgresContainer(POSTGRES_IMAGE, username="test", password=PASSWORD, dbname="test")
    # The embedded server's own, for tests look at plans; but a container is reached over TCP.
    settings = {**SETTINGS, **HASTY_SETTINGS, "listen_addresses": "*"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    postgres.with_command(["postgres", *options])
    postgres.with_bind_ports(5432, plan.postgres_port)
    servers.enter_context(neo4j)
    servers.enter_context(postgres)


def as_role(role: str, url: str) -> str:
    """The URL of the same database as another role, whose password is that of the tests."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{PASSWORD}@{host}").geturl()


# Without bytecode each of the many servers of the tests compiles all of its imports again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
PLAN = make_plan()
os.environ["DATABASE_URL"] = PLAN.database_url
os.environ["NEO4J_URL"] = PLAN.neo4j_url
# As which role the servers of tests connect, relays and workers too; the tests own the tables.
SERVE_DATABASE_URL = as_role("social_serve", PLAN.database_url)
READ_DATABASE_URL = as_role("social_read", PLAN.database_url)
# These would win, and the tests empty what is named.
os.environ["DATABASE_URL_FILE"] = os.environ["NEO4J_URL_FILE"] = ""
os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings.test"


def serving_url() -> str:
    """The URL for what serves: of the role for it, unless a test has a PostgreSQL of its own."""
    url = os.environ["DATABASE_URL"]
    return SERVE_DATABASE_URL if url == PLAN.database_url else url


def pytest_configure(config: pytest.Config) -> None:
    """The process that only shares the tests out needs no servers."""
    if PLAN.kept is not None and config.getoption("numprocesses", None):
        PLAN.kept.leave()


def pytest_report_header() -> str:
    """Say which servers the tests run on."""
    return f"engines: {PLAN}"


def pytest_unconfigure() -> None:
    """Also the process that only shares the tests out has made a folder."""
    shutil.rmtree(PLAN.folder, ignore_errors=True)
