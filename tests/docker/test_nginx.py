"""nginx with the configuration that production has, in front of one worker."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.hostile import floods
from tests.hostile.floods import CHUNKED, FILE, JSON, QUERY, head
from tests.journeys.server import Instance, running
from tests.ports import held_port
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx is here"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl is here"),
    pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE
ANSWER = {"data": {"__typename": "Query"}}
PICTURE = b"\x89PNG" + bytes(range(256)) * 40


@dataclass(frozen=True)
class Proxy:
    """nginx, and what it serves."""

    instance: Instance
    folder: Path
    port: int
    plain_port: int

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def ask(self, query: str = "{ __typename }", **headers: str) -> requests.Response:
        """The answer to an operation."""
        return requests.post(
            f"{self.address}/graphql/",
            json={"query": query},
            headers=headers,
            verify=False,  # noqa: S501 - a certificate of our own
            timeout=20,
        )

    def get(self, path: str, **headers: str) -> requests.Response:
        """The answer to a request for a file."""
        return requests.get(
            f"{self.address}{path}",
            headers=headers,
            verify=False,  # noqa: S501 - a certificate of our own
            timeout=20,
            allow_redirects=False,
        )

    @contextmanager
    def connections(self, count: int, sent: bytes) -> Iterator[list[ssl.SSLSocket]]:
        """So many, with TLS, on which this was sent."""
        with ExitStack() as clients:
            opened = []
            for _ in range(count):
                client = TRUSTING.wrap_socket(floods.connected(self.port))
                opened.append(clients.enter_context(client))
                client.sendall(sent)
            yield opened


def adapted(folder: Path, instance: Instance, port: int, plain_port: int) -> str:
    """The configuration, with the paths and ports of this test."""
    text = (ROOT / "docker" / "nginx" / "nginx.conf").read_text()
    changes = {
        "/tmp/": f"{folder}/tmp/",  # noqa: S108
        "web:8000": f"127.0.0.1:{instance.port}",
        "listen 8080": f"listen 127.0.0.1:{plain_port}",
        "listen 8443": f"listen 127.0.0.1:{port}",
        "/run/secrets/": f"{folder}/",
        "root /srv;": f"root {folder};",
        "/dev/stdout": f"{folder}/access.log",
        "worker_processes auto": "worker_processes 1",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    if os.geteuid() == 0:  # the folders of tests are their owner's alone
        text = "user root;\n" + text
    if version() < (1, 25):  # `http2 on` is newer than some distributions
        text = text.replace("http2 on;", "")
    return text


def version() -> tuple[int, ...]:
    shown = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/(\d+)\.(\d+)", shown)
    assert found is not None
    return int(found[1]), int(found[2])


@pytest.fixture(scope="module")
def proxy(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    for name in ("tmp", "media"):
        (folder / name).mkdir(mode=0o777)
    (folder / "media" / "picture.png").write_bytes(PICTURE)
    (folder / "media" / "page.html").write_text("<script>")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", folder / "tls_key", "-out", folder / "tls_certificate"],
        check=True, capture_output=True,
    )  # fmt: skip
    with running(folder / "media", WEB_CONCURRENCY="1", TRUSTED_PROXIES="1") as instance:
        proxy = Proxy(instance, folder, held_port(), held_port())
        configuration = folder / "nginx.conf"
        configuration.write_text(adapted(folder, instance, proxy.port, proxy.plain_port))
        command = ["nginx", "-c", str(configuration), "-g", "daemon off;"]
        with (folder / "nginx.log").open("w") as log:
            process = subprocess.Popen(command, stderr=log)
        try:
            wait_until(lambda: process.poll() is None and is_open(proxy.port))
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=20)


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_operations_pass_over_tls_and_plain_http_is_sent_there(proxy: Proxy) -> None:
    answer = proxy.ask()
    assert (answer.status_code, answer.json()) == (200, ANSWER)
    assert "/" not in answer.headers["Server"]
    plain = requests.get(
        f"http://127.0.0.1:{proxy.plain_port}/graphql/?a=b", timeout=20, allow_redirects=False
    )
    assert plain.status_code == 308
    assert plain.headers["Location"] == "https://127.0.0.1/graphql/?a=b"


def test_what_a_client_says_of_its_address_and_of_tls_is_not_passed_on(proxy: Proxy) -> None:
    wrong = 'mutation { login(username: "nobody", password: "x") { token } }'
    answers = (
        proxy.ask(wrong, **{"X-Forwarded-For": f"192.0.2.{number}", "X-Forwarded-Proto": "http"})
        for number in range(40)
    )
    assert any("RATE_LIMITED" in answer.text for answer in answers)


def test_a_trailer_gets_no_further(proxy: Proxy) -> None:
    body = b"%x\r\n%s\r\n0\r\nAuthorization: Bearer nonsense\r\n\r\n" % (len(QUERY), QUERY)
    request = head("POST /graphql/ HTTP/1.1", JSON, CHUNKED, "Connection: close")
    with proxy.connections(1, request + body) as [client]:
        assert b'{"__typename":"Query"}' in floods.received(client)


def test_a_slow_client_takes_no_connection_of_the_service(proxy: Proxy) -> None:
    [worker] = proxy.instance.process.children()
    before = len(worker.net_connections("tcp"))
    slow = head("POST /graphql/ HTTP/1.1", JSON, "Content-Length: 2000") + b"{"
    with proxy.connections(20, slow):
        assert proxy.ask().json() == ANSWER
        assert len(worker.net_connections("tcp")) <= before + 1


def test_too_many_connections_and_too_long_bodies_are_refused(proxy: Proxy) -> None:
    refused = requests.post(
        f"{proxy.address}/admin/login/",
        data=b"x" * 1_100_000,
        verify=False,  # noqa: S501 - a certificate of our own
        timeout=20,
    )
    assert refused.status_code == 413
    # Where only connections are counted: how many requests come in a second does not matter.
    slow = head(f"POST {FILE} HTTP/1.1", "Content-Length: 100000")
    with proxy.connections(110, slow) as opened:

        def is_refused() -> bool:
            for each in opened:  # a body that stops for 10 s ends its connection
                with suppress(OSError):
                    each.sendall(b" ")
            return proxy.get(FILE).status_code == 429

        wait_until(is_refused)
    wait_until(lambda: proxy.get(FILE).status_code == 200)


def test_files_and_pictures_are_sent_by_ranges_too(proxy: Proxy) -> None:
    file = proxy.get(FILE)
    assert len(file.content) == floods.file_length()
    part = proxy.get(FILE, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, file.content[10:20])
    picture = proxy.get("/media/picture.png", Range="bytes=-5")
    assert (picture.status_code, picture.content) == (206, PICTURE[-5:])
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    page = proxy.get("/media/page.html")
    assert page.headers["Content-Type"] == "application/octet-stream"
    for path in ("/media/", "/media/../nginx.conf", "/media/..%2fnginx.conf", "/metrics"):
        assert proxy.get(path).status_code in (400, 403, 404), path


def test_streams_and_sockets_pass_at_once(proxy: Proxy) -> None:
    address = f"wss://127.0.0.1:{proxy.port}/graphql/"
    with connect(
        address, ssl=TRUSTING, subprotocols=[Subprotocol("graphql-transport-ws")]
    ) as client:
        client.send(json.dumps({"type": "connection_init"}))
        assert json.loads(client.recv(timeout=20))["type"] == "connection_ack"
    answer = proxy.ask(Accept="text/event-stream")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.text.endswith("event: complete\ndata:\n\n")
