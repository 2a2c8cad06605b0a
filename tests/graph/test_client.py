"""The one client for Cypher has one kind of failure."""

import time
from urllib.parse import urlsplit

import pytest
from neo4j import Record
from neo4j.exceptions import CypherSyntaxError

from graph.connection import client, driver
from graph.connection.driver import DEADLINE
from graph.errors import GraphUnavailable
from tests.engines import PLAN
from tests.proxy import wire_to

pytestmark = pytest.mark.usefixtures("graph")


@pytest.fixture(autouse=True)
def without_haste() -> None:
    """Reads have the limit of a request."""


def test_a_statement_that_takes_longer_than_the_deadline_is_given_up() -> None:
    message = r"^The graph database is temporarily unavailable\.$"
    with pytest.raises(GraphUnavailable, match=message):
        client.read("UNWIND range(1, 100000000000) AS number RETURN sum(number) AS sum")
    # The server is well, so that the next statement passes.
    assert client.read_one("RETURN 1 AS one")["one"] == 1


def test_a_read_may_have_a_limit_of_its_own() -> None:
    began = time.monotonic()
    with client.read_limit(0.2), pytest.raises(GraphUnavailable):
        client.read("UNWIND range(1, 100000000000) AS number RETURN sum(number) AS sum")
    assert time.monotonic() - began < DEADLINE


def test_a_mistake_in_a_statement_is_no_outage() -> None:
    with pytest.raises(CypherSyntaxError):
        client.read("RETRUN 1")
    assert not client.breaker.is_open


def test_connections_that_died_in_the_pool_cost_nobody_an_error() -> None:
    address = urlsplit(PLAN.neo4j_url)
    with wire_to(address.hostname or "", address.port or 0) as wire:
        credentials = address.netloc.rpartition("@")[0]
        driver.configure(f"bolt://{credentials}@127.0.0.1:{wire.port}".replace("//@", "//"))
        try:
            assert client.read_one("RETURN 1 AS one")["one"] == 1
            assert wire.cut() == 1
            assert client.read_one("RETURN 2 AS two")["two"] == 2
            assert wire.cut() == 1
            assert client.write("RETURN 3 AS three")[0]["three"] == 3
            assert not client.breaker.is_open
        finally:
            driver.configure(PLAN.neo4j_url)


def test_an_observer_sees_each_statement_and_its_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, str]] = []

    def observer(query: str, run: client.Run) -> list[Record]:
        try:
            found = run()
        except Exception as error:
            seen.append((query, type(error).__name__))
            raise
        seen.append((query, f"{len(found)} record"))
        return found

    monkeypatch.setattr(client, "_observers", [])
    client.observe(observer)
    client.observe(observer)

    assert client.read_one("RETURN $number AS number", number=7)["number"] == 7
    with pytest.raises(GraphUnavailable):
        client.read("UNWIND range(1, 100000000000) AS number RETURN sum(number) AS sum")

    assert seen == [
        ("RETURN $number AS number", "1 record"),
        (
            "UNWIND range(1, 100000000000) AS number RETURN sum(number) AS sum",
            "GraphBusy",
        ),
    ]
