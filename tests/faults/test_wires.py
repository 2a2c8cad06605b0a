"""Trouble on the way to the stores: web server and relay reach both over wires of ours."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from core.dev.engines.addresses import SOCKET_NAME, neo4j_url, postgres_folder, socket_folder
from graph.connection.driver import parse_url
from tests.proxy import Wire, wire_to, wire_to_socket

from .checking import Findings, check
from .client import Client
from .crowd import Crowd
from .form import FORM
from .journal import Journal
from .network import Network, running
from .reading import Reader
from .report import Report

UNAVAILABLE = "DATABASE_UNAVAILABLE"
DELAY_SECONDS = 0.02
# Acknowledged writes between two troubles, and during each.
SOME = 8
# The time to report that a store is unavailable, and the delay of a busy machine.
PROMISE_SECONDS = 2.0 * FORM.tolerance
WAY_SECONDS = 0.5 * FORM.tolerance


@dataclass(frozen=True)
class Wires:
    """The way to each store of the network."""

    postgres: Wire
    neo4j: Wire


@pytest.fixture(scope="module")
def wires(network: Network) -> Iterator[Wires]:
    """Wires to both stores of the network that has them."""
    address = parse_url(network.neo4j_url)
    with ExitStack() as stack:
        socket = socket_folder(postgres_folder(network.var)) / SOCKET_NAME
        host, _, port = address.url.rpartition("//")[2].partition(":")
        yield Wires(
            postgres=stack.enter_context(wire_to_socket(socket)),
            neo4j=stack.enter_context(wire_to(host, int(port))),
        )


@pytest.fixture(scope="module")
def wired(
    network: Network, wires: Wires, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    """A second web server and relay, which know the stores by the wires alone."""
    password = parse_url(network.neo4j_url).password
    with running(
        tmp_path_factory.mktemp("wired") / "var",
        DATABASE_URL=f"postgresql://postgres@127.0.0.1:{wires.postgres.port}/social",
        NEO4J_URL=neo4j_url(wires.neo4j.port, password),
    ) as wired:
        yield wired


def test_nothing_is_lost_on_wires_that_are_cut_slow_and_clogged(
    network: Network, wired: Network, wires: Wires, report: Report
) -> None:
    crowd, cut = Crowd("wires", [wired.port], FORM.clients), [0, 0]
    with crowd.at_work():
        for _ in range(FORM.cuts):
            for number, wire in enumerate((wires.postgres, wires.neo4j)):
                crowd.wait_for(crowd.acknowledged + SOME)
                cut[number] += wire.cut()
                with wire.delayed(DELAY_SECONDS):
                    crowd.wait_for(crowd.acknowledged + SOME)
            with wires.neo4j.clogged():
                crowd.wait_for(crowd.acknowledged + SOME)
        crowd.wait_for(FORM.wired_writes)
    journal = Journal(network.database_url)
    journal.wait_until_drained()
    wired.wait_until_serving()
    ledger = crowd.ledger
    findings = check(ledger, Reader(wired.port).everything(ledger))
    differences = network.differences()
    report.add(
        "on cut, slow and clogged wires: acknowledged writes; connections cut to PostgreSQL, Neo4j",
        f"{ledger.acknowledged:,}; {cut[0]}, {cut[1]}",
    )
    report.add(
        "of these lost, duplicated, wrong counts; differences that the audit finds",
        f"{len(findings.lost)}, {len(findings.doubled)}, {len(findings.miscounted)}; "
        f"{len(differences)}",
    )
    assert findings == Findings()
    assert differences == []
    assert ledger.acknowledged >= FORM.wired_writes
    assert min(cut) >= FORM.cuts


def test_postgres_unavailable_is_reported_at_once_and_over_when_it_is_back(
    wired: Network, wires: Wires, report: Report
) -> None:
    client = Client(wired.port)
    assert client.get("/readyz")[0] == 200
    with wires.postgres.down():
        seconds = seconds_to_report(client)
        answer = client.ask("{ me { username } }", wired.token)
        assert set(answer) <= {"data", "errors"}
        assert not any((answer.get("data") or {}).values())
        assert {error["extensions"]["code"] for error in answer["errors"]} == {UNAVAILABLE}
        assert client.get("/healthz") == (200, {"status": "ok"})
    back_at = time.monotonic()
    wired.wait_until_serving()
    report.add(
        "PostgreSQL down: 503 on `/readyz`; back: all serves",
        f"after {seconds:.1f} s; after {time.monotonic() - back_at:.1f} s",
    )


def test_postgres_that_hangs_is_reported_within_two_seconds(wired: Network, wires: Wires) -> None:
    client = Client(wired.port)
    with wires.postgres.clogged():
        seconds_to_report(client)
    wired.wait_until_serving()


def seconds_to_report(client: Client) -> float:
    """Return the seconds until `/readyz` reports PostgreSQL, and nothing else."""
    began = time.monotonic()
    # An answer may be a second old.
    while (answer := client.get("/readyz"))[0] == 200 and time.monotonic() < began + 1.5:
        time.sleep(0.05)
    status, body = answer
    seconds = time.monotonic() - began
    assert (status, body["status"]) == (503, "unavailable")
    assert body["stores"] == {"postgres": "unavailable", "neo4j": "ok"}
    assert seconds < 1 + PROMISE_SECONDS + WAY_SECONDS
    return seconds
