"""Clients that are slow, silent, gone, or too many: they take little, and others are served.

Each test has its bounds of memory and time. Those who want something come from the address of the
flood, which is the worst case: from another one they have turns and room of their own.
"""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from tests.journeys.server import Instance, running
from tests.memory import megabytes
from tests.waiting import wait_until

from . import floods
from .floods import CHUNKED, FILE, JSON, PING, QUERY, complete, head, many, subscribe, websocket

pytestmark = pytest.mark.usefixtures("stores")

# An operation that works for about 100 ms.
_SCHEMA = "__schema { types { name fields { name args { name } } } }"
HEAVY = f"query Heavy {{ {' '.join(f'a{number}: {_SCHEMA}' for number in range(15))} }}"
FORM = "Content-Type: multipart/form-data; boundary=b\r\nGraphQL-Preflight: 1"


@pytest.fixture(scope="module")
def instance(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One worker of four threads."""
    with running(tmp_path_factory.mktemp("floods") / "media", WEB_CONCURRENCY="1") as instance:
        # What is loaded once counts for no flood.
        for _ in range(20):
            seconds_of_others(instance)
        yield instance


def memory(instance: Instance) -> float:
    """Mebibytes of the worker."""
    [worker] = instance.process.children()
    return megabytes("VmRSS", worker.pid)


def seconds_of_others(instance: Instance) -> dict[str, float]:
    """Seconds until somebody else has an answer, by what was asked for."""
    taken: dict[str, float] = {}
    began = time.monotonic()
    answer = requests.post(f"{instance.address}/graphql/", json=json.loads(QUERY), timeout=20)
    assert answer.json() == {"data": {"__typename": "Query"}}
    taken["query"] = time.monotonic() - began
    began = time.monotonic()
    file = requests.get(f"{instance.address}{FILE}", timeout=20)
    assert len(file.content) == floods.file_length()
    taken["file"] = time.monotonic() - began
    began = time.monotonic()
    client = websocket(instance.port)
    client.sendall(floods.INIT)
    assert b"connection_ack" in client.recv(1000)
    client.close()
    taken["connection_init"] = time.monotonic() - began
    return taken


def others_are_served(instance: Instance) -> None:
    """Each within a second, one time in three: the machine may be busy with something else."""
    taken: list[dict[str, float]] = []
    for _ in range(3):
        taken.append(seconds_of_others(instance))
        if max(taken[-1].values()) < 1.0:
            return
    raise AssertionError(taken)


def post(*headers: str, body: bytes = b"") -> bytes:
    """A request with an operation."""
    return head("POST /graphql/ HTTP/1.1", *headers) + body


def operation(query: str) -> bytes:
    """A whole request."""
    body = json.dumps({"query": query}).encode()
    return post(JSON, f"Content-Length: {len(body)}", body=body)


WHOLE = b"%x\r\n%s\r\n0\r\n" % (len(QUERY), QUERY)


def test_trailers_have_an_end(instance: Instance) -> None:
    before = memory(instance)
    with many(instance.port, 1, post(JSON, CHUNKED, body=WHOLE)) as [client]:
        trailer = b"X-Trailer: " + b"x" * 60_000 + b"\r\n"
        taken = floods.send_until_refused(client, trailer, 104 * floods.MEBIBYTE)
    assert taken < 16 * floods.MEBIBYTE  # of which the system holds most
    assert memory(instance) - before < 8
    others_are_served(instance)


@pytest.mark.parametrize(
    "trailer", ["Authorization: Bearer nonsense", "Host: evil.example.com", "Content-Length: 1"]
)
def test_a_trailer_changes_nothing(instance: Instance, trailer: str) -> None:
    body = WHOLE + trailer.encode() + b"\r\n\r\n"
    with many(instance.port, 1, post(JSON, CHUNKED, "Connection: close", body=body)) as [client]:
        answer = floods.received(client)
    # A framing field in a trailer may be refused as well.
    expected = b'{"data":{"__typename":"Query"}}'
    assert answer.endswith(expected) or answer.startswith(b"HTTP/1.1 400 ")


def test_chunks_of_one_byte(instance: Instance) -> None:
    chunks = b"1\r\n \r\n" * 100_000
    with many(instance.port, 2, post(FORM, CHUNKED)) as clients:
        for client in clients:
            client.settimeout(1)
            taken = floods.send_until_refused(client, chunks, 50 * len(chunks))
            assert taken < 20 * floods.MEBIBYTE  # of which the system holds most
        others_are_served(instance)
        # Who is still sending may miss the answer.
        answers = [floods.received(client)[:13] for client in clients]
        assert set(answers) <= {b"HTTP/1.1 400 ", b""}


def test_frames_of_nothing(instance: Instance) -> None:
    """More than is read; from clients that read what they are sent."""
    with ExitStack() as clients:
        for _ in range(5):
            client = clients.enter_context(websocket(instance.port))
            client.settimeout(0.1)
            client.sendall(floods.INIT)
            floods.send_until_refused(client, floods.frame(b"", opcode=10) * 10_000, 10**6)
        others_are_served(instance)


SILENT = {
    "that begin no request": b"",
    "in the middle of a head": b"POST /graphql/ HTTP/1.1\r\nHos",
    "that wait to be asked": post(JSON, "Expect: 100-continue", "Content-Length: 20"),
    "with JSON that does not come": post(JSON, "Content-Length: 2000"),
    "with JSON of unknown length": post(JSON, CHUNKED, body=b"1\r\n{\r\n"),
    "with JSON that is too long": post(JSON, "Content-Length: 9000000", body=b"{"),
    "with a form that stops": post(FORM, "Content-Length: 9000000", body=b"--b\r\n"),
    "with a form of unknown length": post(FORM, CHUNKED, body=b"3\r\n--b\r\n"),
    "with a form that waits": post(FORM, "Expect: 100-continue", "Content-Length: 9000000"),
    "with trailers that stop": post(JSON, CHUNKED, body=WHOLE + b"X: y\r\n"),
}


@pytest.mark.parametrize("sent", SILENT.values(), ids=SILENT)
def test_silent_clients(instance: Instance, sent: bytes) -> None:
    before = memory(instance)
    with many(instance.port, 40, sent):
        others_are_served(instance)
    assert memory(instance) - before < 16


def test_files_that_nobody_takes(instance: Instance) -> None:
    """They fill what the system and the server keep of an answer."""
    before = memory(instance)
    with many(instance.port, 40, head(f"GET {FILE} HTTP/1.1") * 40, reads=False):
        others_are_served(instance)
        assert memory(instance) - before < 32
    others_are_served(instance)


def test_answers_that_nobody_takes(instance: Instance) -> None:
    before = memory(instance)
    with many(instance.port, 15, operation(f"{{ {_SCHEMA} }}") * 2, reads=False):
        others_are_served(instance)
        assert memory(instance) - before < 48


def test_requests_of_clients_that_have_gone_are_not_done(instance: Instance) -> None:
    log = instance.log.read_text().count("query Heavy")
    # More follows in the same connection: nothing is read any more when the client leaves.
    with many(instance.port, 60, operation(HEAVY) * 2):
        pass
    others_are_served(instance)
    # Those that had begun.
    assert instance.log.read_text().count("query Heavy") - log < 30


def test_pings_that_nobody_wants_answered(instance: Instance) -> None:
    before = memory(instance)
    with websocket(instance.port, reads=False) as client:
        client.settimeout(2)
        taken = floods.send_until_refused(client, PING * 500, 80 * floods.MEBIBYTE)
        assert taken < 40 * floods.MEBIBYTE  # of which the system holds most
        assert memory(instance) - before < 8
        others_are_served(instance)
        # It did not say who it is.
        wait_until(lambda: is_closed(instance, client.getsockname()[1]), seconds=15)


def connections(instance: Instance) -> int:
    """How many clients the server has."""
    [worker] = instance.process.children()
    open_ones = [each for each in worker.net_connections("tcp") if each.raddr]
    return sum(each.laddr[1] == instance.port for each in open_ones)


def is_closed(instance: Instance, port: int) -> bool:
    """Whether the server has no connection to this port any more."""
    [worker] = instance.process.children()
    return all(each.raddr[1] != port for each in worker.net_connections("tcp") if each.raddr)


def test_operations_that_were_completed_at_once(instance: Instance) -> None:
    log = instance.log.read_text().count("query Heavy")
    sent = b"".join(subscribe(str(key), HEAVY) + complete(str(key)) for key in range(20))
    with ExitStack() as clients:
        for _ in range(20):
            client = clients.enter_context(websocket(instance.port))
            client.sendall(floods.INIT + sent)
        others_are_served(instance)
    others_are_served(instance)
    assert instance.log.read_text().count("query Heavy") - log < 100


def test_answers_on_a_socket_that_nobody_takes(instance: Instance) -> None:
    before = memory(instance)
    with ExitStack() as clients:
        for _ in range(10):
            client = clients.enter_context(websocket(instance.port, reads=False))
            client.sendall(floods.INIT + b"".join(subscribe(str(key), HEAVY) for key in range(50)))
        others_are_served(instance)
        assert memory(instance) - before < 48


def test_sockets_without_a_session_make_way_for_others(instance: Instance) -> None:
    from api.transports.places import MAX_ANONYMOUS

    taken: list[float] = []
    for _ in range(3):
        with ExitStack() as clients:
            first = clients.enter_context(websocket(instance.port))
            first.sendall(floods.INIT)
            assert b"connection_ack" in first.recv(1000)
            for _ in range(MAX_ANONYMOUS + 50):
                clients.enter_context(websocket(instance.port)).sendall(floods.INIT)
            assert b"Too many connections without a session." in first.recv(1000)
            others_are_served(instance)
        wait_until(lambda: connections(instance) < 10)
        taken.append(memory(instance))
    # Those that were closed leave nothing behind: each had 17 kB.
    assert taken[2] - taken[1] < 8


def test_all_of_them_at_once(instance: Instance) -> None:
    before = memory(instance)
    with ExitStack() as clients:
        for sent in SILENT.values():
            clients.enter_context(many(instance.port, 5, sent))
        unread = head(f"GET {FILE} HTTP/1.1") * 20
        clients.enter_context(many(instance.port, 10, unread, reads=False))
        for _ in range(10):
            client = clients.enter_context(websocket(instance.port, reads=False))
            client.settimeout(0.1)
            client.sendall(floods.INIT + subscribe("1", HEAVY) + complete("1"))
            floods.send_until_refused(client, PING * 500, 4 * floods.MEBIBYTE)
        with many(instance.port, 30, operation(HEAVY)):
            pass
        others_are_served(instance)
    others_are_served(instance)
    wait_until(lambda: memory(instance) - before < 32)


def test_it_has_no_fault_to_report(instance: Instance) -> None:
    assert "Traceback" not in instance.log.read_text()
    assert Path(f"/proc/{instance.process.pid}").exists()
