"""A running service that is attacked from one address and used from another."""

import json
import secrets
import socket
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from typing import Any

from tests.hostile import floods

PASSWORD = secrets.token_urlsafe(12)
# Of all names: those of the last time may still be there.
NOW = secrets.token_hex(3)
SIGN_UP = """
mutation ($name: String!, $email: String!, $password: String!) {
  signup(username: $name, email: $email, password: $password) { token user { id } }
}"""
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


@dataclass(frozen=True)
class Answer:
    """A response: its status, headers and body."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; an empty object where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def __str__(self) -> str:
        """The status, and the codes of the errors."""
        codes = {error["extensions"]["code"] for error in self.json.get("errors", ())}
        return " ".join([str(self.status), *sorted(codes)])


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    name: str
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request of theirs has."""
        return {"Authorization": f"Bearer {self.token}"}


class Site(ABC):
    """Where it is reached, and what is seen of it from beside it."""

    title: str
    host: str
    port: int
    is_tls = False
    # The addresses of attackers, and of everybody else.
    attackers: str
    bystanders: str
    # Has nginx in front.
    has_proxy = False

    @abstractmethod
    def workers(self) -> list[int]:
        """The processes that answer."""

    @abstractmethod
    def log(self) -> str:
        """What they have logged."""

    @abstractmethod
    def manage(self, *arguments: str, **environ: str) -> str:
        """The output of a command of manage.py."""

    @property
    def origin(self) -> str:
        """The origin of its own pages."""
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}"

    def connected(self, *, reads: bool = True, bystander: bool = False) -> socket.socket:
        """A connection; one that reads little has little room for what comes."""
        client = socket.socket()
        if not reads:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.settimeout(20)
        client.bind((self.bystanders if bystander else self.attackers, 0))
        client.connect((self.host, self.port))
        return TRUSTING.wrap_socket(client) if self.is_tls else client

    @contextmanager
    def many(self, count: int, sent: bytes, *, reads: bool = True) -> Iterator[list[socket.socket]]:
        """So many connections, on which this was sent."""
        with ExitStack() as clients:
            opened = []
            for _ in range(count):
                with suppress(OSError):
                    opened.append(clients.enter_context(self.connected(reads=reads)))
                    opened[-1].sendall(sent)
            yield opened

    def websocket(self, *, reads: bool = True, bystander: bool = False) -> socket.socket:
        """A WebSocket after its handshake. Raises OSError, AssertionError when it is refused."""
        client = self.connected(reads=reads, bystander=bystander)
        try:
            floods.shake_hands(client)
        except BaseException:
            client.close()
            raise
        return client

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        *,
        bystander: bool = False,
        **headers: str,
    ) -> Answer:
        """The response to one request. Raises OSError, HTTPException."""
        connection = HTTPConnection(f"127.0.0.1:{self.port}")
        connection.sock = self.connected(bystander=bystander)
        connection.sock.settimeout(120)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Answer(response.status, response.msg, response.read())
        finally:
            connection.close()

    def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        who: Person | None = None,
        bystander: bool = False,
        **headers: str,
    ) -> Answer:
        """An operation as JSON."""
        body = json.dumps({"query": query, "variables": variables})
        noted = {**(who.headers if who else {}), "Content-Type": "application/json", **headers}
        return self.send("POST", "/graphql/", body, bystander=bystander, **noted)

    def data(self, query: str, variables: Mapping[str, Any] | None = None, **how: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.ask(query, variables, **how)
        assert str(answer) == "200", answer.body[:2_000]
        return answer.json["data"]

    def upload(self, query: str, file: bytes, who: Person) -> Answer:
        """An operation with one file in its variable `file`."""
        parts = {
            "operations": json.dumps({"query": query, "variables": {"file": None}}).encode(),
            "map": b'{"0": ["variables.file"]}',
            '0"; filename="a.png': file,
        }
        body = b"".join(
            f'--b0undary\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + part
            + b"\r\n"
            for name, part in parts.items()
        )
        return self.send(
            "POST",
            "/graphql/",
            body + b"--b0undary--\r\n",
            Content_Type="multipart/form-data; boundary=b0undary",
            GraphQL_Preflight="1",
            Authorization=who.headers["Authorization"],
        )

    def sign_up(self, name: str, *, email: str = "", bystander: bool = False) -> Person:
        """A new account."""
        name = f"{name}-{NOW}"
        variables = {"name": name, "email": email or f"{name}@example.com", "password": PASSWORD}
        found = self.data(SIGN_UP, variables, bystander=bystander)["signup"]
        return Person(name, found["user"]["id"], found["token"])
