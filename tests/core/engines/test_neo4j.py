"""The embedded Neo4j, run for real. Each start takes seconds, so there are two of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import psutil
import requests

from core.dev.engines.addresses import neo4j_password
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.ports import is_taken
from tests.ports import held_port


@contextmanager
def driver_of(server: EmbeddedNeo4j) -> Iterator[neo4j.Driver]:
    address = f"bolt://127.0.0.1:{server.bolt_port}"
    with neo4j.GraphDatabase.driver(address, auth=("neo4j", server.password)) as driver:
        yield driver


def server_in(home: Path) -> EmbeddedNeo4j:
    return EmbeddedNeo4j(home, http_port=held_port(), bolt_port=held_port(), durable=False)


def test_data_survive_a_kill_and_the_next_start_recovers(tmp_path: Path) -> None:
    home = tmp_path / "a clone" / "neo4j"
    killed = server_in(home)
    killed.start()
    assert killed.password == neo4j_password(home)
    with driver_of(killed) as driver:
        driver.execute_query("CREATE (:Kept {word: 'killed'})")
        # What makes a frozen server known within two seconds.
        assert receive_timeout(driver) == 2
    assert killed.process.pid is not None
    psutil.Process(killed.process.pid).kill()

    with server_in(home) as server:
        with driver_of(server) as driver:
            records = driver.execute_query("MATCH (n:Kept) RETURN n.word AS word").records
            assert [record["word"] for record in records] == ["killed"]
        # The Browser comes up some seconds after Bolt.
        server.process.wait_until(lambda: is_taken(server.http_port), 60)
        page = requests.get(server.browser_url, timeout=30)
        assert (page.status_code, "<title>Neo4j Browser</title>" in page.text) == (200, True)
    assert not server.is_up()
    assert "Stopped." in server.process.log.read_text()


def receive_timeout(driver: neo4j.Driver) -> object:
    """Return the hint of the server's HELLO response."""
    connections = [one for pool in driver._pool.connections.values() for one in pool]
    return connections[0].connection_hints["connection.recv_timeout_seconds"]
