"""The tests' Neo4j over `neo4j://`: asked for its routing table, and found by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from graph.connection import driver
from tests.engines import PLAN
from tests.proxy import Wire, wire_to


@contextmanager
def routed() -> Iterator[Wire]:
    """A wire through which the graph is reached, by routing, until the block ends.

    A single server names in its table the address that it was asked by: the wire's.
    """
    address = urlsplit(PLAN.neo4j_url)
    with wire_to(address.hostname or "", address.port or 0) as wire:
        credentials = address.netloc.rpartition("@")[0]
        driver.configure(f"neo4j://{credentials}@127.0.0.1:{wire.port}".replace("//@", "//"))
        try:
            yield wire
        finally:
            driver.configure(PLAN.neo4j_url)
