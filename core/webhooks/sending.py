"""Sending a message to a webhook: signed, to a checked address, within bounds.

The answer is its status: nothing of its body is read, and a redirect is not followed. Signatures
are those of Standard Webhooks, which receivers have libraries for. Source:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
"""

import hmac
import os
import socket
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from time import perf_counter
from uuid import UUID

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from core.common.keyed_hashes import key_for

from .addresses import Address, Target, Unreachable, addresses_of

# Seconds for everything from the connection to the status.
SECONDS = 5.0
AGENT = "social-graph-webhooks/1"
TIMED_OUT = "No answer within 5 seconds."
NO_CONNECTION = "The connection failed."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: the status, or else why there is none."""

    status: int | None
    error: str
    milliseconds: int

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


def secret_of(salt: UUID) -> str:
    """Return the secret of a webhook, as it is shown."""
    return f"whsec_{b64encode(_key(salt)).decode()}"


def headers_of(salt: UUID, message: UUID, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that identify and sign a message, sent at this second."""
    name = f"msg_{message.hex}"
    signed = hmac.digest(_key(salt), f"{name}.{timestamp}.".encode() + body, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }


def _key(salt: UUID) -> bytes:
    return hmac.digest(key_for("webhook secrets"), salt.bytes, "sha256")


def post(target: Target, headers: dict[str, str], body: bytes) -> Outcome:
    """Send it; never raises for what the network or the receiver does."""
    started = perf_counter()
    status, error = None, ""
    try:
        status = _status(target, addresses_of(target), headers, body, started + SECONDS)
    except Unreachable as refused:
        error = str(refused)
    except (OSError, HTTPException, HTTPError):
        error = TIMED_OUT if perf_counter() >= started + SECONDS else NO_CONNECTION
    return Outcome(status, error, round((perf_counter() - started) * 1000))


def _status(
    target: Target,
    addresses: Sequence[Address],
    headers: dict[str, str],
    body: bytes,
    ends_at: float,
) -> int:
    """Return the status of the first address that takes a connection."""
    *others, last = addresses
    for address in others:
        try:
            return _asked(target, address, headers, body, ends_at)
        except (ConnectionError, HTTPError):
            if perf_counter() >= ends_at:
                raise
    return _asked(target, last, headers, body, ends_at)


def _asked(
    target: Target, address: Address, headers: dict[str, str], body: bytes, ends_at: float
) -> int:
    left = max(ends_at - perf_counter(), 0.001)
    connection: _Bounded | _BoundedTls
    if target.scheme == "https":
        connection = _BoundedTls(
            str(address),
            target.port,
            timeout=left,
            cert_reqs="CERT_REQUIRED",
            server_hostname=target.host.rstrip("."),
            assert_hostname=target.host.rstrip("."),
        )
    else:
        connection = _Bounded(str(address), target.port, timeout=left)
    # A timeout of a socket bounds the silence between two bytes, this bounds all of it.
    clock = Timer(left, connection.cut_off)
    clock.daemon = True
    clock.start()
    try:
        connection.request(
            "POST",
            target.path,
            body=body,
            headers={
                **headers,
                "Host": target.host_header,
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": AGENT,
                "Connection": "close",
            },
            preload_content=False,
        )
        status = int(connection.getresponse().status)
        # Headers that are cut off look like headers that end.
        if connection.is_over:
            raise TimeoutError
        return status
    finally:
        clock.cancel()
        connection.close()
        connection.forget()


class _CutOff:
    """A connection that can be ended from another thread, during the handshake of TLS too."""

    _copy: socket.socket | None = None
    is_over = False

    def watch(self, opened: socket.socket) -> socket.socket:
        """Keep a copy of the socket, which is shut down with it."""
        self._copy = socket.socket(fileno=os.dup(opened.fileno()))
        if self.is_over:
            self.cut_off()
        return opened

    def cut_off(self) -> None:
        """End it; what waits for the other side fails at once."""
        self.is_over = True
        if self._copy is not None:
            with suppress(OSError):
                self._copy.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Close the copy."""
        if self._copy is not None:
            self._copy.close()


class _Bounded(_CutOff, HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return self.watch(super()._new_conn())


class _BoundedTls(_CutOff, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return self.watch(super()._new_conn())
