"""Messages between a process and its child that makes pictures: some JSON and some bytes.

No pickle: what the child sends may be what a picture made of it.
"""

import json
import socket
import struct
from collections.abc import Mapping
from time import monotonic
from typing import Any

_HEAD = struct.Struct(">II")
# A request has an upload, an answer two versions of at most 1600 × 1600 pixels.
MAX_FACTS = 64 * 1024
MAX_BLOB = 32 * 1024 * 1024


def send(
    channel: socket.socket, facts: Mapping[str, Any], blob: bytes = b"", *, by: float | None = None
) -> None:
    """Send a message. Raises OSError, TimeoutError after `by` of the monotonic clock."""
    text = json.dumps(facts).encode()
    for part in (_HEAD.pack(len(text), len(blob)) + text, blob):
        _wait_until(channel, by)
        channel.sendall(part)


def receive(channel: socket.socket, *, by: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Return the next message. Raises EOFError when there is none to come, else as `send`.

    Raises ValueError for what is no message, or is too long.
    """
    text_length, blob_length = _HEAD.unpack(_read(channel, _HEAD.size, by))
    if text_length > MAX_FACTS or blob_length > MAX_BLOB:
        raise ValueError("The message is too long.")
    facts = json.loads(_read(channel, text_length, by))
    if not isinstance(facts, dict):
        raise ValueError("The message is not an object.")
    return facts, bytes(_read(channel, blob_length, by))


def _read(channel: socket.socket, length: int, by: float | None) -> bytearray:
    found = bytearray(length)
    view, at = memoryview(found), 0
    while at < length:
        _wait_until(channel, by)
        if not (read := channel.recv_into(view[at:])):
            raise EOFError
        at += read
    return found


def _wait_until(channel: socket.socket, by: float | None) -> None:
    # 0 would be a socket that never waits.
    channel.settimeout(None if by is None else max(by - monotonic(), 0.001))
