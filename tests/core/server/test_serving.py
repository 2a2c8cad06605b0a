"""What the server itself promises, before Django sees a request."""

import http.client
import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.journeys.production import PRODUCTION
from tests.journeys.server import Instance, running
from tests.waiting import wait_until

OPERATION = json.dumps({"query": "{ __typename }"})
ANSWER = {"data": {"__typename": "Query"}}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def instance(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One gunicorn of two workers, in production's settings."""
    media: Path = tmp_path_factory.mktemp("serving") / "media"
    with running(media, SECURE_SSL_REDIRECT="true", **PRODUCTION) as instance:
        yield instance


def raw(instance: Instance, *parts: bytes) -> bytes:
    """All that comes back for these bytes until the server closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", instance.port), timeout=20) as client:
        try:
            for part in parts:
                client.sendall(part)
            while chunk := client.recv(65536):
                received += chunk
        except ConnectionError:  # it closed while more was on its way
            pass
    return received


def head(*lines: str) -> bytes:
    """The head of a request, made to end the connection."""
    return "\r\n".join([*lines, "Host: 127.0.0.1", "Connection: close", "", ""]).encode()


def test_a_head_has_an_end(instance: Instance) -> None:
    one = raw(instance, b"GET /healthz HTTP/1.1\r\nX-Long: " + b"x" * 40_000)
    assert one.startswith(b"HTTP/1.1 400 Bad Request")
    many = [f"X-{number}: x" for number in range(120)]
    for lines in (many, [f"X-Long: {'x' * 40_000}"]):
        refused = raw(instance, head("GET /healthz HTTP/1.1", *lines))
        assert refused.startswith(b"HTTP/1.1 431 ")
        assert refused.endswith(b"The request's headers are too long.")
    fitting = [f"X-{number}: {'x' * 250}" for number in range(90)]
    assert raw(instance, head("GET /healthz HTTP/1.1", *fitting)).startswith(b"HTTP/1.1 200 OK")


def test_a_name_that_looks_like_a_proxys_is_not_believed(instance: Instance) -> None:
    redirected = raw(
        instance, head("GET /graphql/?query={__typename} HTTP/1.1", "X_Forwarded_Proto: https")
    )
    assert redirected.startswith(b"HTTP/1.1 301 Moved Permanently")
    answered = raw(
        instance, head("GET /graphql/?query={__typename} HTTP/1.1", "X-Forwarded-Proto: https")
    )
    assert answered.startswith(b"HTTP/1.1 200 OK")


def test_the_server_does_not_say_what_it_is(instance: Instance) -> None:
    assert "Server" not in requests.get(f"{instance.address}/healthz", timeout=20).headers


def test_head_has_the_headers_of_get_and_no_body(instance: Instance) -> None:
    received = raw(
        instance,
        head("HEAD /graphql/?query={__typename} HTTP/1.1", "X-Forwarded-Proto: https"),
    )
    assert received.startswith(b"HTTP/1.1 200 OK")
    body = json.dumps(ANSWER, separators=(",", ":"))
    assert f"content-length: {len(body)}\r\n".encode() in received.lower()
    assert received.endswith(b"\r\n\r\n")


def test_a_body_is_asked_for_only_if_it_is_wanted(instance: Instance) -> None:
    lines = ("POST /graphql/ HTTP/1.1", "Content-Type: application/json",
             "X-Forwarded-Proto: https", "Expect: 100-continue")  # fmt: skip
    wanted = raw(instance, head(*lines, f"Content-Length: {len(OPERATION)}"), OPERATION.encode())
    assert wanted.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert wanted.endswith(json.dumps(ANSWER, separators=(",", ":")).encode())
    too_long = raw(instance, head(*lines, f"Content-Length: {300 * 1024}"))
    assert too_long.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in too_long


def test_a_body_that_is_too_long_takes_no_memory(instance: Instance) -> None:
    before = memory(instance)
    length = 256 * 1024 * 1024
    lines = ("POST /graphql/ HTTP/1.1", "Content-Type: application/json",
             "X-Forwarded-Proto: https", f"Content-Length: {length}")  # fmt: skip
    chunks = [b"x" * 1024 * 1024] * 256
    received = raw(instance, head(*lines), *chunks)
    assert received == b"" or received.startswith(b"HTTP/1.1 413 ")
    assert memory(instance) - before < 64 * 1024 * 1024


def memory(instance: Instance) -> int:
    """Bytes that the workers have of their own."""
    return sum(child.memory_full_info().uss for child in instance.process.children())


def test_slow_bodies_keep_nobody_waiting(instance: Instance) -> None:
    lines = ("POST /graphql/ HTTP/1.1", "Content-Type: application/json",
             "X-Forwarded-Proto: https", f"Content-Length: {len(OPERATION)}")  # fmt: skip
    slow = [socket.create_connection(("127.0.0.1", instance.port)) for _ in range(40)]
    for client in slow:
        client.sendall(head(*lines) + OPERATION[:5].encode())
    # More than there are threads, and all others are answered.
    for _ in range(10):
        assert requests.get(f"{instance.address}/healthz", timeout=20).status_code == 200
    for client in slow:
        client.sendall(OPERATION[5:].encode())
        assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")
        client.close()


def test_who_leaves_says_so_and_serves_on_and_closes_connections(
    stores: None, tmp_path: Path
) -> None:
    with running(tmp_path / "media", DRAIN_SECONDS="600") as leaving:
        assert leaving.ready() == 200
        kept = http.client.HTTPConnection("127.0.0.1", leaving.port, timeout=20)
        assert ask(kept) == (ANSWER, None)
        leaving.ask_to_stop()
        wait_until(lambda: leaving.ready() == 503)
        answer = requests.get(f"{leaving.address}/readyz", timeout=20)
        assert answer.json() == {"status": "leaving"}
        assert requests.get(f"{leaving.address}/healthz", timeout=20).status_code == 200
        assert ask(kept) == (ANSWER, "close")

        # A second signal ends the waiting, and an idle connection is answered once more.
        kept = http.client.HTTPConnection("127.0.0.1", leaving.port, timeout=20)
        kept.connect()
        wait_until(lambda: has_accepted(leaving, kept))
        leaving.ask_to_stop()
        wait_until(lambda: refuses(leaving))
        assert ask(kept) == (ANSWER, "close")
        wait_until(leaving.has_ended)


def test_new_workers_take_over_on_sighup(instance: Instance) -> None:
    old = {child.pid for child in instance.process.children()}
    instance.process.send_signal(signal.SIGHUP)
    wait_until(lambda: not old & {child.pid for child in instance.process.children()})
    assert requests.get(f"{instance.address}/healthz", timeout=20).status_code == 200
    assert "ERROR" not in instance.log.read_text()


def test_workers_go_with_their_master(instance: Instance) -> None:
    """The last one of the module, as nobody serves after it."""
    wait_until(lambda: len(instance.process.children()) == 2)
    workers = instance.process.children()
    try:
        instance.process.kill()
        gone, alive = psutil.wait_procs(workers, timeout=20)
        assert (len(gone), alive) == (2, [])
    finally:
        for worker in workers:
            if worker.is_running():
                worker.kill()


def has_accepted(server: Instance, client: http.client.HTTPConnection) -> bool:
    """Whether a worker has the connection, which the system may still keep for it."""
    assert client.sock is not None
    here = client.sock.getsockname()
    workers = server.process.children()
    return any(each.raddr == here for worker in workers for each in worker.net_connections())


def ask(client: http.client.HTTPConnection) -> tuple[object, str | None]:
    """An answer, and what it says of the connection."""
    client.request("POST", "/graphql/", OPERATION, JSON)
    response = client.getresponse()
    return json.loads(response.read()), response.headers["Connection"]


def refuses(instance: Instance) -> bool:
    """Whether nobody listens any more."""
    try:
        socket.create_connection(("127.0.0.1", instance.port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False
