"""A port that is held is nobody else's, and its server can be started on it again and again."""

import socket
import sys
from contextlib import ExitStack

import pytest

from tests.ports import held_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares a held port")


def test_a_server_listens_on_a_held_port_again_and_again() -> None:
    port = held_port()
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        # As Java, Go and gunicorn do it, create_server sets SO_REUSEADDR.
        with socket.create_server(("127.0.0.1", port)) as server:
            with socket.create_connection(("127.0.0.1", port)):
                server.accept()[0].close()
            with pytest.raises(OSError, match="Address already in use"):
                socket.create_server(("127.0.0.1", port))


@pytest.mark.parametrize("reuse", [0, 1])
def test_the_system_hands_a_held_port_to_nobody(reuse: int) -> None:
    """Of some 28,000 ports it would have met one of these 200 in 800 attempts."""
    held = {held_port() for _ in range(200)}
    assert len(held) == 200
    with ExitStack() as others:
        handed = set()
        for _ in range(800):
            other = others.enter_context(socket.socket())
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)
            other.bind(("127.0.0.1", 0))
            handed.add(other.getsockname()[1])
    assert len(handed) == 800
    assert held.isdisjoint(handed)
