"""Sending to receivers that are slow, huge, elsewhere or gone: within bounds, and signed."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from threading import Thread
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from core.webhooks import addresses, sending
from core.webhooks.addresses import Address, target_of
from core.webhooks.sending import NO_CONNECTION, TIMED_OUT, headers_of, post, secret_of
from tests.hooks import hook
from tests.ports import held_port

SALT = UUID(int=1)
BODY = b'{"data":{"a":1}}'


@pytest.fixture(autouse=True)
def this_machine(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says what `talk` says to each client; yields where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    with client, suppress(OSError):
                        talk(client)

        Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_a_message_is_signed_and_its_secret_is_derived() -> None:
    message = uuid4()
    with hook() as receiver:
        target = target_of(receiver.url)

        outcome = post(target, headers_of(SALT, message, 1_700_000_000, BODY), BODY)

    assert (outcome.status, outcome.error, outcome.is_success) == (200, "", True)
    [received] = receiver.messages
    assert received.body == BODY
    assert received.is_signed_with(secret_of(SALT))
    assert not received.is_signed_with(secret_of(UUID(int=2)))
    assert received.headers["webhook-id"] == f"msg_{message.hex}"
    assert received.headers["webhook-timestamp"] == "1700000000"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert received.headers[":path"] == "/hook?a=1"
    assert received.headers["content-type"] == "application/json; charset=utf-8"


def test_a_redirect_is_not_followed() -> None:
    with hook() as other, hook(302, location=other.url) as receiver:
        outcome = post(target_of(receiver.url), {}, BODY)

    assert (outcome.status, outcome.is_success) == (302, False)
    assert len(receiver.messages) == 1
    assert other.messages == []


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as proxy, hook() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)

        assert post(target_of(receiver.url), {}, BODY).status == 200

    assert proxy.messages == []


def test_nobody_listens() -> None:
    outcome = post(target_of(f"http://127.0.0.1:{held_port()}/"), {}, BODY)

    assert (outcome.status, outcome.error) == (None, NO_CONNECTION)


def _drip(client: socket.socket, begin: bytes) -> None:
    client.sendall(begin)
    while True:
        client.sendall(b"a")
        sending_pause(0.05)


def sending_pause(seconds: float) -> None:
    """A slow server is slow by waiting."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        nobody.settimeout(seconds)
        with suppress(TimeoutError):
            nobody.recv(1)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nA: ", b"HTTP/1.1 100 C\r\n\r\n"])
def test_an_answer_byte_by_byte_is_cut_off(
    scheme: str, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    with talking(lambda client: _drip(client, begin)) as address:
        started = perf_counter()
        outcome = post(target_of(f"{scheme}://{address}/"), {}, BODY)

    assert outcome.status is None
    assert outcome.error in (TIMED_OUT, NO_CONNECTION)
    assert perf_counter() - started < 4


def test_an_answer_without_end_is_not_read() -> None:
    sent = 0

    def flood(client: socket.socket) -> None:
        nonlocal sent
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
        while True:
            sent += client.send(b"a" * 65536)

    with talking(flood) as address:
        outcome = post(target_of(f"http://{address}/"), {}, BODY)

    assert outcome.status == 200
    assert sent < 20_000_000


def test_headers_without_end_are_no_answer() -> None:
    def flood(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            client.sendall(b"X-More: " + b"a" * 1_000 + b"\r\n")

    with talking(flood) as address:
        outcome = post(target_of(f"http://{address}/"), {}, BODY)

    assert (outcome.status, outcome.error) == (None, NO_CONNECTION)


def test_a_certificate_of_nobody_known_is_refused() -> None:
    with hook() as receiver:
        outcome = post(target_of(f"https://127.0.0.1:{receiver.port}/"), {}, BODY)

    assert (outcome.status, outcome.error) == (None, NO_CONNECTION)
    assert receiver.messages == []


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "10.0.0.1")]

    monkeypatch.setattr(addresses, "_resolve", rebinding)
    with hook() as receiver:
        target = target_of(f"http://rebinding.example:{receiver.port}/")

        first, second = (post(target, {}, BODY) for _ in range(2))

    assert (first.status, second.status) == (200, None)
    assert second.error == "The name of the server has no public address."
    assert asked == ["rebinding.example"] * 2
    assert receiver.messages[0].headers["host"] == f"rebinding.example:{receiver.port}"
