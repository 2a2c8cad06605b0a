"""Two web servers and three relays on the same stores, as many as an operator wants."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from tests.journeys.server import served
from tests.relays import relay_process

from .checking import Findings, check
from .crowd import Crowd
from .form import FORM
from .journal import Journal
from .network import Network
from .reading import Reader
from .report import Report

MORE_RELAYS = 2


@contextmanager
def grown(network: Network, folder: Path) -> Iterator[int]:
    """A second web server and two more relays for this network; yields the port of the server."""
    stores = network.stores
    with ExitStack() as programs:
        for _ in range(MORE_RELAYS):
            programs.enter_context(relay_process(**stores))
        second = programs.enter_context(served(folder / "media", workers=2, **stores))
        port = urlsplit(second.address).port
        assert port is not None
        yield port


def test_two_web_servers_and_three_relays_are_as_one_of_each(
    network: Network, report: Report, tmp_path: Path
) -> None:
    journal = Journal(network.database_url)
    with grown(network, tmp_path) as port:
        ports = [network.port, port]
        crowd = Crowd("scale", ports, FORM.clients)
        with crowd.at_work():
            crowd.wait_for(FORM.calm_writes)
            # What is written meanwhile all three relays claim at once, beside new requests.
            with network.frozen("Neo4j"):
                left = crowd.acknowledged
                Event().wait(FORM.frozen_seconds)
                left = crowd.acknowledged - left
            network.wait_until_serving()
            crowd.wait_for(crowd.acknowledged + FORM.calm_writes)
        journal.wait_until_drained()
        ledger = crowd.ledger
        seen = [check(ledger, Reader(each).everything(ledger)) for each in ports]
    report.add(
        "2 web servers and 3 relays: acknowledged writes, of them while Neo4j was frozen",
        f"{ledger.acknowledged:,}, {left:,}",
    )
    assert seen == [Findings(), Findings()]
    assert network.differences() == []
    assert ledger.acknowledged >= 2 * FORM.calm_writes
    assert left > 0
