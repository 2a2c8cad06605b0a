"""Bytes that are no HTTP, HTTP that is no GraphQL, and GraphQL that is none either."""

import json
import select
import socket
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from .fuzzing import FULL, Target

TIMES = 5_000 if FULL else 250
SEED = 20_260_101
# Seconds in which a request that is whole is answered.
WAIT = 0.3
METHODS = (
    *("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"),
    *("get", "G\0T", "POST" * 2_000, ""),
)
PATHS = (
    *(
        "/graphql/",
        "/graphql",
        "/graphql/?query={me{id}}",
        "/graphql/?query=%00",
        "/graphql/?query=",
    ),
    *("/graphql/?variables=[1]&query={me{id}}", "/admin/", "/healthz", "/readyz", "/metrics"),
    *("//evil.example.com/", "/graphql/../admin/", "/static/../../etc/passwd", "/%2e%2e/%2e%2e/"),
    *("/media/..%2f..%2fmanage.py", "/" + "a" * 5_000, "http://evil.example.com/", "*", "/\xff"),
)
TYPES = (
    *("application/json", "application/json; charset=utf-16", "application/graphql", "text/plain"),
    *("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b"),
    *("application/x-www-form-urlencoded", "a/b/c", "", "application/json; charset=\xff"),
)
HEADERS = (
    *("Authorization: Bearer \xff\xfe", "Authorization: Bearer " + "a" * 5_000, "Authorization: "),
    *(
        "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
        "Accept: text/csv",
        "Accept: \0",
        "Accept: ;",
    ),
    *(
        "Accept: " + "a/b," * 1_500,
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
    ),
    *("Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 1e3"),
    *(
        "Expect: 100-continue",
        "Upgrade: websocket",
        "X-Request-ID: \r\n evil",
        "X-Request-ID: ../../",
    ),
    *(
        "Host: evil.example.com",
        "Host: localhost, evil",
        "X-Forwarded-Host: evil",
        "Range: bytes=0-",
    ),
    *("X-Forwarded-Proto: gopher", "GraphQL-Preflight: 1", "Cookie: sessionid=" + "x" * 3_000),
    *("Origin: null", "If-None-Match: *", "No colon at all", ": no name", "A" * 9_000 + ": b"),
)
BODIES: tuple[Callable[[Random], bytes], ...] = (
    lambda random: random.randbytes(random.choice((0, 1, 10, 1_000, 300_000))),
    lambda random: b'{"query": "{ me { id } }"}',
    lambda random: b'{"query": "{ me { id } }", "variables": ' + b"[" * 5_000 + b"}",
    lambda random: b'{"query": ' + json.dumps("{a" * random.choice((1, 100, 900))).encode() + b"}",
    lambda random: b'{"query": "\\ud800 { me { id } }"}',
    lambda random: b'{"query": "{ me { id } }", "extensions": {"persistedQuery": {"version": 1}}}',
    lambda random: b'{"query": 1e999}',
    lambda random: b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    lambda random: b"--b\r\nContent-Disposition: form-data; name=operations\r\n\r\n{}\r\n--b--",
    lambda random: (
        b"--b\r\nContent-Disposition: form-data; name=map\r\n\r\n" + random.randbytes(200)
    ),
    lambda random: b"--b\r\n" * 2_000,
    lambda random: b"5\r\nhello\r\nFFFFFFFFFFFFFFFF\r\n",
    lambda random: "{ me { id } }".encode("utf-16"),
)


def test_no_bytes_make_it_fail(target: Target) -> None:
    random = Random(SEED)
    statuses: Counter[str] = Counter()
    for number in range(TIMES):
        sent = random.randbytes(random.randint(1, 3_000)) if number % 5 == 0 else request(random)
        status = ask(target, sent)
        statuses[status] += 1
        assert not status.startswith("5"), (status, sent[:2_000])

    print(f"\n{TIMES} raw requests: {dict(statuses.most_common())}")
    assert statuses["200"] > 0
    assert statuses["400"] > 0
    target.is_well()


@pytest.mark.parametrize("path", ["/graphql/", "/admin/login/", "/healthz"])
def test_a_wrong_length_and_a_wrong_encoding_are_refused_at_once(target: Target, path: str) -> None:
    """What a proxy in front and gunicorn could understand in two ways."""
    body = b'{"query": "{ __typename }"}'
    start = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for headers in (
        f"Content-Length: {len(body)}\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: +5\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
    ):
        status = ask(target, start.encode() + headers.encode() + b"\r\n" + body)
        assert status in ("400", "501", "closed"), headers


def request(random: Random) -> bytes:
    """Nearly HTTP: some of it usual and some not."""
    usual = random.random() < 0.5
    method = "POST" if usual else random.choice(METHODS)
    path = "/graphql/" if usual else random.choice(PATHS)
    body = random.choice(BODIES)(random)
    headers = [f"Content-Type: {random.choice(TYPES)}", "Host: localhost"]
    headers += random.sample(HEADERS, random.choice((0, 0, 1, 3)))
    if not any(header.startswith(("Content-Length", "Transfer")) for header in headers):
        headers.append(f"Content-Length: {len(body)}")
    random.shuffle(headers)
    version = "HTTP/1.1" if random.random() < 0.9 else random.choice(("HTTP/1.0", "HTTP/9", ""))
    head = "\r\n".join([f"{method} {path} {version}", *headers, "", ""])
    return head.encode("latin-1", "replace") + body


def ask(target: Target, sent: bytes) -> str:
    """The status of the answer, or `closed` where there was none."""
    with socket.create_connection(("127.0.0.1", target.instance.port), timeout=20) as connection:
        try:
            connection.sendall(sent)
            # Who has not got it all says nothing; and to who has hung up nothing is said.
            if not select.select([connection], [], [], WAIT)[0]:
                connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65_536)
        except OSError:  # it has hung up already
            return "closed"
    if not answer:
        return "closed"
    parts = answer.split(b"\r\n", 1)[0].split()
    assert b"Traceback" not in answer
    return parts[1].decode() if len(parts) > 1 else "closed"
