"""A wire between clients and a server that a test can cut, slow down, clog and take down."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PIECE = 65536


class Wire:
    """Passes bytes on in both directions; takes new connections until it is taken down.

    Listens on `port` of this machine. The server is reached by `connect`, so it may listen on a
    unix socket while its clients come over TCP.
    """

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._passes = threading.Event()
        self._passes.set()
        self._delay = 0.0
        self._heard: bytearray | None = None
        self._fatal: bytes | None = None
        self._loses = False
        self._pause = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._listen()

    def cut(self) -> int:
        """Close every connection, as a server that restarts does; return how many there were."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        return len(pairs)

    @contextmanager
    def delayed(self, seconds: float) -> Iterator[None]:
        """Hold each piece of bytes back for so long, in both directions."""
        self._delay = seconds
        try:
            yield
        finally:
            self._delay = 0.0

    @contextmanager
    def overheard(self) -> Iterator[bytearray]:
        """Yields what clients send while the block lasts, as it comes."""
        self._heard = heard = bytearray()
        try:
            yield heard
        finally:
            self._heard = None

    @contextmanager
    def losing_the_answer_to(self, request: bytes) -> Iterator[None]:
        """Cut the connection that sends this once, when the server has answered it."""
        self._fatal = request
        try:
            yield
        finally:
            self._fatal, self._loses = None, False

    @contextmanager
    def clogged(self) -> Iterator[None]:
        """Take connections and bytes and pass none on, as a server that hangs; then pass them."""
        self._passes.clear()
        try:
            yield
        finally:
            self._passes.set()

    @contextmanager
    def down(self) -> Iterator[None]:
        """Cut, and refuse every connection, as if nobody had ever listened there."""
        self.close()
        try:
            yield
        finally:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._listen()

    def close(self) -> None:
        """Take no more connections, and cut those that are there."""
        # A thread that waits in accept() would keep the port open.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:
            client.close()
            return
        for end in (client, server):
            if end.family == socket.AF_INET:
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._pairs.append((client, server))
        for ends in ((client, server, True), (server, client, False)):
            threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, from_client: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if from_client and self._heard is not None:
                    self._heard += data
                if from_client and self._fatal is not None and self._fatal in data:
                    self._fatal, self._loses = None, True
                elif not from_client and self._loses:
                    break
                self._passes.wait()
                if self._delay:
                    self._pause.wait(self._delay)
                target.sendall(data)
        # One end is closed: so is the other, or a client would wait for a server that has gone.
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(host: str, port: int) -> Iterator[Wire]:
    """A wire to a TCP port that ends with the block."""
    wire = Wire(lambda: socket.create_connection((host, port)))
    try:
        yield wire
    finally:
        wire.close()


@contextmanager
def wire_to_socket(path: Path) -> Iterator[Wire]:
    """A wire to a unix socket that ends with the block."""

    def connect() -> socket.socket:
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(path))
        return server

    wire = Wire(connect)
    try:
        yield wire
    finally:
        wire.close()
