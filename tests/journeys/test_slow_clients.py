"""Clients that begin and do not go on: each costs a connection, and holds up nobody."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from django.contrib.staticfiles import finders

from .server import Instance, running

pytestmark = pytest.mark.usefixtures("stores")

MANY = 40
FORM = "Content-Type: multipart/form-data; boundary=b\r\nGraphQL-Preflight: 1"
JSON = "Content-Type: application/json"
BODIES = {
    "JSON that is never sent": (JSON, "Content-Length: 2000", b""),
    "JSON of unknown length": (JSON, "Transfer-Encoding: chunked", b"1\r\n{\r\n"),
    "JSON that is too long": (JSON, "Content-Length: 9000000", b"{"),
    "JSON that waits to be asked for": (JSON, "Expect: 100-continue\r\nContent-Length: 20", b""),
    "a form that stops": (FORM, "Content-Length: 9000000", b"--b\r\n"),
    "a form of unknown length": (FORM, "Transfer-Encoding: chunked", b"3\r\n--b\r\n"),
}


@pytest.fixture(scope="module")
def instance(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("slow") / "media", WEB_CONCURRENCY="1") as instance:
        yield instance


def connection(instance: Instance) -> socket.socket:
    """One whose system takes as little as it can."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(("127.0.0.1", instance.port))
    return client


def answers(instance: Instance) -> bool:
    """Whether somebody else is served meanwhile."""
    response = requests.post(
        f"{instance.address}/graphql/", json={"query": "{ __typename }"}, timeout=20
    )
    return bool(response.json() == {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(("kind", "length", "begun"), BODIES.values(), ids=BODIES)
def test_a_body_that_does_not_come(
    instance: Instance, kind: str, length: str, begun: bytes
) -> None:
    head = f"POST /graphql/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\n{length}\r\n\r\n"
    with ExitStack() as clients:
        for _ in range(MANY):
            clients.enter_context(connection(instance)).sendall(head.encode() + begun)
        assert answers(instance)
        assert requests.get(f"{instance.address}/healthz", timeout=20).status_code == 200


def test_files_that_nobody_takes(instance: Instance) -> None:
    """They fill what the system and the server keep of an answer, and a thread waits for more."""
    path = "admin/js/vendor/xregexp/xregexp.js"
    assert finders.find(path)
    head = f"GET /static/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as clients:
        for _ in range(MANY):
            clients.enter_context(connection(instance)).sendall(head.encode() * 40)
        # The system keeps megabytes of what nobody takes: so much is asked for before it waits.
        assert all(answers(instance) for _ in range(400))
    # They are gone, and nothing waits for them any more.
    for _ in range(4):
        response = requests.get(f"{instance.address}/static/{path}", timeout=20)
        assert response.content == Path(str(finders.find(path))).read_bytes()
