"""One process at a time runs a clone, and only what no URL names is started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.dev.engines import addresses
from core.dev.engines.workspace import AlreadyRunning, embedded_engines, engines_running, only_one

HOLD = """
import sys, time
from pathlib import Path
from core.dev.engines.workspace import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_one_says_who_runs(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunning) as error, only_one(tmp_path, 0):
        pass
    expected = f"This clone is already running (process {os.getpid()}): stop it first."
    assert str(error.value) == expected
    with only_one(tmp_path):
        pass


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning, match=f"process {holder.pid}"), only_one(tmp_path, 0):
        pass
    holder.send_signal(signal.SIGKILL)
    with only_one(tmp_path):
        pass
    holder.wait(10)
    holder.stdout.close()


def test_a_url_takes_the_place_of_an_embedded_engine(tmp_path: Path) -> None:
    both = embedded_engines(tmp_path, {})
    assert [engine.name for engine in both.embedded] == ["Neo4j", "PostgreSQL"]
    assert list(both.ports) == ["NEO4J_HTTP_PORT", "NEO4J_BOLT_PORT"]
    postgres = embedded_engines(tmp_path, {"NEO4J_URL": "bolt://elsewhere:7687"})
    assert [engine.name for engine in postgres.embedded] == ["PostgreSQL"]
    assert postgres.ports == {}
    urls = {"NEO4J_URL": "bolt://elsewhere:7687", "DATABASE_URL": "postgres://elsewhere/x"}
    with engines_running(tmp_path, urls) as running:
        assert running.started is True
        assert addresses.running_environment(tmp_path, {})["NEO4J_URL"] == urls["NEO4J_URL"]
    assert {path.name for path in tmp_path.iterdir()} == {"neo4j", "run.lock"}
