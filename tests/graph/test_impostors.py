"""Whatever answers on Neo4j's port, callers get one error, and Neo4j is found again."""

import pytest

from graph.connection import client, driver
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from tests.impostors import IMPOSTORS, Impostor, port_of_neo4j
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("graph")


@pytest.fixture(autouse=True)
def quick_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A breaker that closes soon."""
    monkeypatch.setattr(breaker, "_interval", 0.05)


@pytest.mark.parametrize("impostor", IMPOSTORS.values(), ids=IMPOSTORS.keys())
def test_a_impostor_is_an_outage_that_ends_by_itself(
    impostor: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "DEADLINE", 0.2)
    monkeypatch.setattr(driver, "SILENCE", 0.2)
    with port_of_neo4j() as port:
        port.change(impostor)
        with pytest.raises(GraphUnavailable):
            client.read("RETURN 1")
        assert breaker.is_open
        with pytest.raises(GraphUnavailable):
            client.write("RETURN 1")
        assert not client.answers()
        assert not client.takes_writes()

        monkeypatch.setattr(driver, "DEADLINE", 20.0)
        port.change(None)
        wait_until(lambda: not breaker.is_open)
        assert client.read_one("RETURN 1 AS one")["one"] == 1


def test_a_impostor_between_two_statements_of_a_connection() -> None:
    with port_of_neo4j() as port:
        assert client.read_one("RETURN 1 AS one")["one"] == 1
        port.change(IMPOSTORS["an error page of a proxy"])
        with pytest.raises(GraphUnavailable):
            client.read("RETURN 1")
        port.change(None)
        wait_until(lambda: not breaker.is_open)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(2**70, OverflowError), (object(), (TypeError, ValueError)), ("\ud800", UnicodeError)],
)
def test_what_cannot_be_sent_is_a_fault_of_ours(
    value: object, kind: type[Exception] | tuple[type[Exception], ...]
) -> None:
    with pytest.raises(kind):
        client.read("RETURN $value", value=value)
    assert not breaker.is_open


def test_a_wrong_password_is_an_outage_and_is_not_tried_again_at_once() -> None:
    with port_of_neo4j() as port:
        driver.configure(port.url.replace("://neo4j:", "://neo4j:not-", 1))
        with pytest.raises(GraphUnavailable):
            client.read("RETURN 1")
        wait_until(lambda: client._refused is not None)

        def is_left_alone() -> bool:
            with port.wire.overheard() as heard:
                assert not client.answers()
            return not heard

        # A probe that had begun before the refusal may still be on the wire.
        wait_until(is_left_alone)
        driver.configure(port.url)
        wait_until(lambda: not breaker.is_open)
