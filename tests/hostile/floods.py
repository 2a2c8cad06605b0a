"""Clients that cost much and want nothing: each function opens some, and returns their sockets."""

import base64
import json
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.contrib.staticfiles import finders

HOST = "127.0.0.1"
FILE = "/static/admin/js/vendor/xregexp/xregexp.js"
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
QUERY = json.dumps({"query": "{ __typename }"}).encode()
MEBIBYTE = 1024 * 1024


def file_length() -> int:
    """Bytes of FILE."""
    return os.path.getsize(str(finders.find(FILE.removeprefix("/static/"))))


def head(start: str, *headers: str) -> bytes:
    """The head of a request."""
    return "\r\n".join([start, "Host: 127.0.0.1", *headers, "", ""]).encode()


def connected(port: int, *, reads: bool = True, source: str = HOST) -> socket.socket:
    """A connection from this address; one that reads little has little room for what comes."""
    client = socket.socket()
    if not reads:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.settimeout(20)
    client.bind((source, 0))
    client.connect((HOST, port))
    return client


@contextmanager
def many(
    port: int, count: int, sent: bytes, *, reads: bool = True
) -> Iterator[list[socket.socket]]:
    """So many connections, on which this was sent."""
    clients: list[socket.socket] = []
    try:
        for _ in range(count):
            clients.append(connected(port, reads=reads))
            with suppress(OSError):
                clients[-1].sendall(sent)
        yield clients
    finally:
        for client in clients:
            client.close()


def send_until_refused(client: socket.socket, piece: bytes, total: int) -> int:
    """Send so many bytes of these pieces; returns how many were taken."""
    sent = 0
    try:
        while sent < total:
            client.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def received(client: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    pieces = []
    with suppress(OSError):
        while piece := client.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def websocket(port: int, *, reads: bool = True, source: str = HOST) -> socket.socket:
    """A WebSocket after its handshake."""
    client = connected(port, reads=reads, source=source)
    shake_hands(client)
    return client


def shake_hands(client: socket.socket) -> None:
    """Make a WebSocket of a connection. Raises AssertionError where it is refused."""
    client.sendall(
        head(
            "GET /graphql/ HTTP/1.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: graphql-transport-ws",
        )
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        piece = client.recv(1)
        if not piece:
            break
        answer += piece
    assert answer.startswith(b"HTTP/1.1 101 "), answer


def frame(content: bytes, opcode: int = 1) -> bytes:
    """A frame from a client, masked by zeros."""
    if len(content) < 126:
        length = bytes([0x80 | len(content)])
    else:
        length = bytes([0x80 | 126]) + struct.pack("!H", len(content))
    return bytes([0x80 | opcode]) + length + bytes(4) + content


def message(**members: Any) -> bytes:
    """A frame with a message of graphql-transport-ws."""
    return frame(json.dumps(members).encode())


PING = frame(b"x" * 125, opcode=9)
INIT = message(type="connection_init")


def subscribe(key: str, query: str) -> bytes:
    """A frame that asks for an operation."""
    return message(id=key, type="subscribe", payload={"query": query})


def complete(key: str) -> bytes:
    """A frame that ends it."""
    return message(id=key, type="complete")
