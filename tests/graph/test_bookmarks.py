"""Bookmarks over `neo4j://`, as the real server takes and refuses them."""

import base64
from collections.abc import Iterator

import pytest

from graph.connection import client, driver
from graph.connection.bookmarks import chained
from tests.engines import PLAN
from tests.proxy import Wire
from tests.routing import routed

pytestmark = pytest.mark.usefixtures("graph")

MAKE = "MERGE (n:Mark {name: 'marked'}) SET n.times = coalesce(n.times, 0) + 1"
COUNT = "MATCH (n:Mark) RETURN count(n) AS count"
# How a client says that a statement only reads: the text "mode", and the text "r".
READS = b"\x84mode\x81r"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with routed() as wire:
        yield wire
        client.write("MATCH (n:Mark) DELETE n")


def bookmark_of_a_write() -> str:
    with chained() as chain:
        client.write(MAKE)
    [bookmark] = chain.written
    return bookmark


def changed(bookmark: str, *, database: bytes | None = None, ahead: int = 0) -> str:
    """A bookmark of another database, or of a transaction that is still to come.

    A bookmark is "FB:" and, in base64, a list of the database's 16 bytes, the number of the
    transaction (made 8 bytes long here), and an empty list.
    """
    packed = base64.b64decode(bookmark.removeprefix("FB:") + "==")
    beginning, own = packed[:3], packed[3:19]
    number = (1_000 + ahead).to_bytes(8, "big")
    text = base64.b64encode(beginning + (database or own) + b"\xcb" + number + b"\x90")
    return f"FB:{text.decode()}"


def test_a_write_returns_a_bookmark_that_the_next_read_waits_for(wire: Wire) -> None:
    with chained() as chain:
        with wire.overheard() as heard:
            assert client.read_one(COUNT)["count"] == 0
        assert (b"FB:" in heard, READS in heard) == (False, True)
        with wire.overheard() as heard:
            client.write(MAKE)
        assert (b"FB:" in heard, READS in heard) == (False, False)
        [bookmark] = chain.written
        assert chain.awaited == chain.written
        with wire.overheard() as heard:
            assert client.read_one(COUNT)["count"] == 1
        assert (heard.count(bookmark.encode()), READS in heard) == (1, True)


def test_the_bookmark_of_the_last_write_covers_all(wire: Wire) -> None:
    with chained([bookmark_of_a_write()]) as chain:
        client.write(MAKE)
        first = chain.written
        client.write(MAKE)
        assert chain.awaited == chain.written != first
        assert len(chain.written) == 1


def test_without_a_request_nothing_is_awaited(wire: Wire) -> None:
    client.write(MAKE)
    with wire.overheard() as heard:
        assert client.read_one(COUNT)["count"] == 1
    assert (b"FB:" in heard, READS in heard) == (False, True)


def test_a_read_that_would_wait_too_long_asks_the_writer(wire: Wire) -> None:
    future = changed(bookmark_of_a_write(), ahead=1_000_000)
    with chained([future]) as chain:
        with wire.overheard() as heard:
            assert client.read_one(COUNT)["count"] == 1
        assert heard.count(future.encode()) == 1
        assert heard.count(READS) == 1  # the second try is no read
        # The rest of the request waits for nothing, and goes on asking the writer.
        assert (chain.awaited, chain.by_writer) == (frozenset(), True)
        with wire.overheard() as heard:
            assert client.read_one(COUNT)["count"] == 1
        assert (b"FB:" in heard, READS in heard) == (False, False)
    assert not client.breaker.is_open


@pytest.mark.parametrize("garbage", ["hello", "FB:kcwQ", "", "x" * 10_000])
def test_a_bookmark_that_is_none_costs_nobody_an_error(wire: Wire, garbage: str) -> None:
    bookmark_of_a_write()
    with chained([garbage]) as chain:
        assert client.read_one(COUNT)["count"] == 1
    assert chain.by_writer
    assert not client.breaker.is_open


def test_a_bookmark_of_another_database_is_not_waited_for(wire: Wire) -> None:
    foreign = changed(bookmark_of_a_write(), database=b"another database", ahead=1_000_000)
    with chained([foreign]) as chain:
        assert client.read_one(COUNT)["count"] == 1
    assert not chain.by_writer


@pytest.mark.parametrize(
    ("url", "routes"),
    [
        ("bolt://h:1", False),
        ("bolt+s://h:1", False),
        ("neo4j://h:1", True),
        ("neo4j+s://u:p@h:1", True),
    ],
)
def test_the_url_says_whether_reads_go_elsewhere(url: str, routes: bool) -> None:
    driver.configure(url)
    try:
        assert driver.routes() is routes
    finally:
        driver.configure(PLAN.neo4j_url)
