"""Servers on Neo4j's port that are none: what a reader of Bolt meets there."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from graph.connection import driver
from graph.connection.client import breaker
from tests.engines import PLAN
from tests.proxy import Wire
from tests.waiting import wait_until

Impostor = Callable[[socket.socket], None]
# Bolt 5.4, as a server chooses it.
BOLT = bytes.fromhex("00000405")
SUCCESS = bytes.fromhex("0003b170a00000")
HTTP = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 11\r\n"
    b"Connection: close\r\n\r\n<h1>502</h1>"
)


def says(*pieces: bytes, then_waits: bool = False) -> Impostor:
    """A server that answers each piece that it gets with the next one of its own."""

    def serve(client: socket.socket) -> None:
        for piece in pieces:
            if not client.recv(65536):
                return
            client.sendall(piece)
        while then_waits and client.recv(65536):
            pass

    return serve


def floods(client: socket.socket) -> None:
    """A server that never stops talking."""
    while True:
        client.sendall(b"\x55" * 65536)


IMPOSTORS: dict[str, Impostor] = {
    "an error page of a proxy": says(HTTP),
    "an error page after the handshake": says(BOLT, HTTP),
    "a TLS server, whose alert says so": says(bytes.fromhex("15030100020228")),
    "SSH": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "PostgreSQL": says(b"E\x00\x00\x00\x2aSFATAL\x00C0A000\x00Munsupported\x00\x00"),
    "zeros: no version in common": says(b"\x00\x00\x00\x00"),
    "ones": says(b"\xff\xff\xff\xff"),
    "a version of the future": says(b"\x00\x00\x63\x63"),
    "a list of versions without an end": says(b"\x00\x00\x01\xff\xff\xff\xff\xff\x7f"),
    "silence": says(then_waits=True),
    "silence after the handshake": says(BOLT, then_waits=True),
    "an end at once": says(),
    "an end in the middle of the handshake": says(BOLT[:2]),
    "an end after the handshake": says(BOLT, b""),
    "an end in the middle of a message": says(BOLT, b"\x00\x10\xb1\x70"),
    "a message that is no structure": says(BOLT, b"\x00\x01\x01\x00\x00", then_waits=True),
    "an unknown message": says(BOLT, b"\x00\x02\xb0\x01\x00\x00", then_waits=True),
    "a success without a map": says(BOLT, b"\x00\x03\xb1\x70\x01\x00\x00", then_waits=True),
    "text that is no UTF-8": says(BOLT, b"\x00\x05\xb1\x70\x82\xff\xfe\x00\x00", then_waits=True),
    "a failure without a code": says(BOLT, b"\x00\x03\xb1\x7f\xa0\x00\x00", then_waits=True),
    "silence after the sign-in": says(BOLT, SUCCESS * 2, then_waits=True),
    "an error page after the sign-in": says(BOLT, SUCCESS * 2, HTTP),
    "an end after the sign-in": says(BOLT, SUCCESS * 2, b""),
    "half a record": says(BOLT, SUCCESS * 2, SUCCESS + bytes.fromhex("0010b17191")),
    "a flood": floods,
}


class Port:
    """A port with Neo4j or an impostor behind it; the driver is connected to it."""

    def __init__(self) -> None:
        self.impostor: Impostor | None = None
        self._address = urlsplit(PLAN.neo4j_url)
        self.wire = Wire(self._connect)

    def change(self, impostor: Impostor | None) -> None:
        """Have this one serve from now on; None is Neo4j."""
        self.impostor = impostor
        self.wire.cut()

    def _connect(self) -> socket.socket:
        if self.impostor is None:
            return socket.create_connection((self._address.hostname or "", self._address.port or 0))
        ours, theirs = socket.socketpair()
        threading.Thread(target=_serve, args=[self.impostor, theirs], daemon=True).start()
        return ours

    @property
    def url(self) -> str:
        credentials = self._address.netloc.rpartition("@")[0]
        return f"bolt://{credentials}@127.0.0.1:{self.wire.port}".replace("//@", "//")


def _serve(impostor: Impostor, client: socket.socket) -> None:
    with client, suppress(OSError):
        impostor(client)


@contextmanager
def port_of_neo4j() -> Iterator[Port]:
    """The driver's way to Neo4j, on which a test may put impostors."""
    port = Port()
    driver.configure(port.url)
    try:
        yield port
    finally:
        driver.configure(PLAN.neo4j_url)
        port.wire.close()
        wait_until(lambda: not breaker.is_open, 60)
