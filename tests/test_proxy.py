"""The wire that tests put between a client and a server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .proxy import Wire, wire_to, wire_to_socket

DELAY_SECONDS = 0.05


def echo(listener: socket.socket) -> None:
    """Give everybody back what they sent."""

    def serve(client: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(4096):
                client.sendall(data)
        client.close()

    with suppress(OSError):
        while True:
            threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()


@pytest.fixture(params=["tcp", "unix"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    """A wire to a server that echoes, which listens on a port or on a unix socket."""
    path = tmp_path / "echo"
    with socket.socket(socket.AF_UNIX if request.param == "unix" else socket.AF_INET) as listener:
        listener.bind(str(path) if request.param == "unix" else ("127.0.0.1", 0))
        listener.listen()
        threading.Thread(target=echo, args=[listener], daemon=True).start()
        if request.param == "unix":
            with wire_to_socket(path) as wire:
                yield wire
        else:
            with wire_to(*listener.getsockname()) as wire:
                yield wire
        listener.shutdown(socket.SHUT_RDWR)


def connect(wire: Wire, seconds: float = 10.0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=seconds)


def say(client: socket.socket, word: bytes) -> bytes:
    client.sendall(word)
    return client.recv(4096)


def test_bytes_pass_both_ways(wire: Wire) -> None:
    with connect(wire) as client:
        assert [say(client, b"one"), say(client, b"two")] == [b"one", b"two"]


def test_a_cut_ends_every_connection_and_lets_new_ones_in(wire: Wire) -> None:
    with connect(wire) as one, connect(wire) as other:
        assert [say(one, b"one"), say(other, b"two")] == [b"one", b"two"]
        assert wire.cut() == 2
        assert [one.recv(1), other.recv(1)] == [b"", b""]
    with connect(wire) as client:
        assert say(client, b"again") == b"again"


def test_a_delay_holds_each_direction(wire: Wire) -> None:
    with connect(wire) as client, wire.delayed(DELAY_SECONDS):
        began = time.monotonic()
        assert say(client, b"slow") == b"slow"
        assert time.monotonic() - began >= 2 * DELAY_SECONDS


def test_a_clogged_wire_takes_everything_and_passes_it_on_later(wire: Wire) -> None:
    with connect(wire, seconds=0.2) as client:
        with wire.clogged(), pytest.raises(TimeoutError):
            say(client, b"late")
        client.settimeout(10)
        assert client.recv(4096) == b"late"


def test_a_wire_that_is_down_refuses_and_comes_back(wire: Wire) -> None:
    with connect(wire) as client:
        assert say(client, b"one") == b"one"
        with wire.down():
            assert client.recv(1) == b""
            with pytest.raises(ConnectionRefusedError):
                connect(wire)
    with connect(wire) as client:
        assert say(client, b"back") == b"back"
