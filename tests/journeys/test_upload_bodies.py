"""Bodies that are long, slow, broken or of no known length, and that nothing of them stays."""

import json
import socket
from typing import Any

import pytest

from .uploads import (
    BROKEN_OFF,
    FORM,
    GOOD,
    Uploads,
    answer,
    file,
    form,
    published,
    refused,
)


def test_what_is_too_large_is_refused_before_it_comes(uploads: Uploads) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head(f"Content-Length: {10 * 2**30}"))
        assert refused(answer(client)) == (413, "The body is longer than 51 MiB.", None)
    with uploads.connect() as client:
        client.sendall(uploads.head("Content-Length: 300000", content_type="application/json"))
        assert refused(answer(client)) == (413, "The body is longer than 256 kB.", None)
    body = form(file(bytes(11 * 2**20)))
    with uploads.connect() as client:
        client.sendall(uploads.head(f"Content-Length: {len(body)}") + body)
        message = "The file “f” is larger than 10 MiB."
        assert refused(answer(client)) == (413, message, "images.0")


def chunks(body: bytes, size: int = 5000) -> bytes:
    """A body as it is sent without its length being known."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_body_of_unknown_length(uploads: Uploads) -> None:
    def send(*sent: bytes, content_type: str = FORM) -> tuple[int, Any]:
        with uploads.connect() as client:
            client.sendall(uploads.head("Transfer-Encoding: chunked", content_type=content_type))
            client.sendall(b"".join(sent))
            return answer(client)

    assert published(uploads, send(chunks(GOOD, 7))) == 1
    assert refused(send(chunks(GOOD[:-10]))) == (400, BROKEN_OFF, None)
    large = chunks(form(file(bytes(11 * 2**20))), 65536)
    assert refused(send(large))[:2] == (413, "The file “f” is larger than 10 MiB.")
    json_body = json.dumps({"query": "{ __typename }"}).encode()
    answered = send(chunks(json_body, 3), content_type="application/json")
    assert answered == (200, {"data": {"__typename": "Query"}})
    too_long = chunks(b" " * 300_000)
    message = "The body is longer than 256 kB."
    assert refused(send(too_long, content_type="application/json")) == (413, message, None)


def test_a_body_that_breaks_off(uploads: Uploads) -> None:
    for cut in (0, 100, len(GOOD) - 40):
        with uploads.connect() as client:
            client.sendall(uploads.head(f"Content-Length: {len(GOOD)}") + GOOD[:cut])
            client.shutdown(socket.SHUT_WR)
            assert client.recv(12) in (b"HTTP/1.1 400", b"")  # a server may hang up as well
    # More than is kept in memory, from a client that is gone: nobody is answered.
    large = form(file(bytes(4 * 2**20)))
    for _ in range(6):
        with uploads.connect() as client:
            client.sendall(uploads.head(f"Content-Length: {len(large)}") + large[: 3 * 2**20])
    assert published(uploads, uploads.send(GOOD)) == 1


def test_a_slow_body_holds_up_nobody_else(uploads: Uploads) -> None:
    with uploads.connect() as slow:
        slow.sendall(uploads.head(f"Content-Length: {len(GOOD)}") + GOOD[:200])
        assert published(uploads, uploads.send(GOOD)) == 1
        slow.sendall(GOOD[200:400])
        assert uploads.service.data("{ me { username } }") == {"me": {"username": "ada"}}
        slow.sendall(GOOD[400:])
        assert published(uploads, answer(slow)) == 1


def test_a_client_that_asks_before_it_sends(uploads: Uploads) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head("Expect: 100-continue", f"Content-Length: {len(GOOD)}"))
        assert client.recv(25, socket.MSG_WAITALL) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(GOOD)
        assert published(uploads, answer(client)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: -5",),
        ("Content-Length: five",),
        ("Transfer-Encoding: chunked, gzip",),
    ],
)
def test_lengths_by_which_requests_are_smuggled(uploads: Uploads, lines: tuple[str, ...]) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head(*lines) + b"0\r\n\r\n")
        assert answer(client)[0] in (400, 501)
