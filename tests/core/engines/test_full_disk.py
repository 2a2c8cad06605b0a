"""Neo4j's disk is full: it panics, is started again, and everything is applied by itself."""

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from core.dev.engines import supervisor
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.supervisor import Supervisor
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.relay.relay import MAX_ATTEMPTS, drain, relay_batch
from graph import schema
from graph.connection import client, driver
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from tests.core.consistency.auditing import found
from tests.disks import Disk, small_disk
from tests.factories import make_users
from tests.graph_state import edges
from tests.ports import held_port
from tests.waiting import wait_until

needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="no wget here")
pytestmark = pytest.mark.usefixtures("stores")


def fill_until_it_panics(disk: Disk) -> None:
    """Write until Neo4j, whose files grow by large pieces, finds no space for the next."""
    disk.fill()
    text = "x" * 100_000
    for number in range(5_000):
        try:
            client.write("CREATE (:Filler {text: $text})", text=f"{number} {text}")
        except GraphUnavailable:
            return
    raise AssertionError("It found space for everything.")


def is_healthy(server: EmbeddedNeo4j) -> bool:
    """What the compose files and Kubernetes see."""
    environ = {
        **os.environ,
        "NEO4J_AUTH": f"neo4j/{server.password}",
        "NEO4J_HTTP_URL": f"http://127.0.0.1:{server.http_port}",
    }
    return subprocess.run(["docker/neo4j-healthcheck"], env=environ, check=False).returncode == 0


@needs_wget
def test_it_panics_and_recovers_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "DEADLINE", 20.0)
    monkeypatch.setattr(supervisor, "CHECK_SECONDS", 0.5)
    said: list[str] = []
    ours = Supervisor(said.append)
    with small_disk(tmp_path / "disk", 300) as disk:
        server = EmbeddedNeo4j(
            disk.folder / "neo4j",
            http_port=held_port(),
            bolt_port=held_port(),
            durable=False,
            log=tmp_path / "neo4j.log",
        )
        try:
            ours.begin(server)
            server.wait()
            assert server.complaint() == ""
            wait_until(lambda: is_healthy(server), 60, every=0.5)
            driver.configure(server.url)
            wait_until(lambda: not breaker.is_open)
            schema.install()
            ada, bob, cyd = make_users("ada", "bob", "cyd")
            fill_until_it_panics(disk)

            # Its port answers, every statement fails; what is written now is left to the relay.
            assert server.is_up()
            assert (client.answers(), client.takes_writes()) == (False, False)
            assert server.complaint() == "Neo.DatabaseError.Transaction.TransactionStartFailed"
            assert not is_healthy(server)
            follow(follower=ada, followee=bob.pk)
            follow(follower=bob, followee=cyd.pk)
            for _ in range(MAX_ATTEMPTS + 1):
                with pytest.raises(GraphUnavailable):
                    relay_batch(grace=timedelta(0))
            waiting = JournalEntry.objects.filter(applied_at=None)
            assert list(waiting.values_list("attempts", "set_aside_at")) == [(0, None)] * 2

            disk.make_space()
            panicked = server.process.pid

            def is_another() -> bool:
                for one in ours.watched:
                    ours._look_after(one)
                return server.process.pid not in (None, panicked)

            wait_until(is_another, 60)
            server.wait()
            wait_until(lambda: not breaker.is_open, 60)
            client.write("MATCH (f:Filler) DETACH DELETE f")
            assert drain() == 2
            assert edges() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", bob.pk, cyd.pk)]
            assert found() == []
            wait_until(lambda: is_healthy(server), 60, every=0.5)
        finally:
            driver.configure(settings.NEO4J_URL)
            ours.stop()
    code = "Neo.DatabaseError.Transaction.TransactionStartFailed"
    assert said == [f"Neo4j has to be started again ({code}); it is started again in 0.5 s."]
