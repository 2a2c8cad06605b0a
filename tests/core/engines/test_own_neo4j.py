"""No command signs in to a server that is not this clone's own."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import override_settings
from neo4j.exceptions import ServiceUnavailable

from core.dev.engines.own_neo4j import require_own
from core.dev.engines.processes import ChildProcess
from core.dev.engines.workspace import only_one
from tests.programs import run

LISTEN = """
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
time.sleep(600)
"""
NOT_RUNNING = (
    "The network of this clone is not running: start it with `make run`, or put `with_engines` "
    "before the name of the command."
)


@contextmanager
def other_server() -> Iterator[tuple[int, list[bytes]]]:
    """Another clone's server: its port, and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                heard.append(connection.recv(4096))
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def manage(var: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of a clone whose data lie in `var`."""
    return run(
        *("manage.py", *arguments),
        environ=os.environ
        | {"VAR": str(var), "DJANGO_SETTINGS_MODULE": "core.settings.development"}
        | {"DATABASE_URL": "", "NEO4J_URL": "", "DATABASE_URL_FILE": "", "NEO4J_URL_FILE": ""}
        | environ,
    )


def test_only_the_recorded_process_is_signed_in_to(tmp_path: Path) -> None:
    process = ChildProcess(
        name="Neo4j",
        command=[sys.executable, "-c", LISTEN],
        log=tmp_path / "neo4j.log",
        record=tmp_path / "neo4j.pid",
    )
    with override_settings(VAR=tmp_path):
        with pytest.raises(ServiceUnavailable, match="Neo4j of this clone is not running"):
            require_own("bolt://127.0.0.1:7687")
        process.begin()
        process.wait_until(lambda: bool(process.log.read_text()), 30)
        port = int(process.log.read_text())
        require_own(f"bolt://127.0.0.1:{port}")
        with other_server() as (other, _):
            message = f"Neo4j of this clone does not listen on port {other}"
            with pytest.raises(ServiceUnavailable, match=message):
                require_own(f"bolt://127.0.0.1:{other}")
        record = process.record.read_text()
        process.stop()
        process.record.write_text(record)  # as kill -9 leaves it
        with pytest.raises(ServiceUnavailable, match="Neo4j of this clone is not running"):
            require_own(f"bolt://127.0.0.1:{port}")


@pytest.mark.usefixtures("stores")
def test_a_command_never_speaks_to_another_clones_server(tmp_path: Path) -> None:
    with other_server() as (port, heard):
        # A PostgreSQL that is there, so that the command gets as far as the graph.
        result = manage(
            tmp_path,
            *("shell", "--no-imports", "-c"),
            "from graph.connection import client; client.read('RETURN 1')",
            DATABASE_URL=os.environ["DATABASE_URL"],
            NEO4J_BOLT_PORT=str(port),
        )
    assert (result.returncode, result.stderr.splitlines()[-1]) == (1, NOT_RUNNING)
    assert "Traceback" not in result.stderr
    assert heard == []


def test_a_command_without_a_network_says_so_in_one_line(tmp_path: Path) -> None:
    result = manage(tmp_path, "migrate")
    assert (result.returncode, result.stderr.strip()) == (1, NOT_RUNNING)
    (tmp_path / "running.json").write_text("{}")  # as kill -9 leaves it
    result = manage(tmp_path, "audit_graph")
    assert result.returncode == 1
    *_, line = result.stderr.strip().splitlines()
    file = tmp_path / "running.json"
    assert line.startswith(f"The network that {file} names has ended: start it with `make run`")


def test_a_network_that_is_still_starting_names_the_log(tmp_path: Path) -> None:
    with only_one(tmp_path):
        result = manage(tmp_path, "migrate")
    assert result.returncode == 1
    log = tmp_path / "postgres.log"
    assert f"PostgreSQL of this clone is not up; see {log}." in result.stderr


def test_other_errors_keep_their_traceback(tmp_path: Path) -> None:
    result = manage(tmp_path, "shell", "--no-imports", "-c", "1 / 0")
    assert result.returncode == 1
    assert result.stderr.strip().endswith("ZeroDivisionError: division by zero")
    assert manage(tmp_path, "no_such_command").stderr.startswith("Unknown command")
