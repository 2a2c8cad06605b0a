"""A receiver of webhooks, on this machine."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Message:
    """What came: headers by lower-case names, and the body."""

    headers: dict[str, str]
    body: bytes

    def is_signed_with(self, secret: str) -> bool:
        """Whether the signature is right, as Standard Webhooks has it."""
        key = b64decode(secret.removeprefix("whsec_"))
        name, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = hmac.digest(key, f"{name}.{at}.".encode() + self.body, "sha256")
        return self.headers["webhook-signature"] == f"v1,{b64encode(signed).decode()}"


@dataclass
class Hook:
    """Where it listens, what it answers, and what came so far."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    messages: list[Message] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self.port}/hook?a=1"


@contextmanager
def hook(*statuses: int, location: str = "", holding: Event | None = None) -> Iterator[Hook]:
    """Answer POST with these statuses in turn, and 200 after them; not before `holding` is set."""
    receiver = Hook(0, [*statuses], location)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): text for name, text in self.headers.items()}
            receiver.messages.append(Message({**headers, ":path": self.path}, body))
            if holding is not None:
                holding.wait(30)
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
