"""The answer of Django's WSGI application, made in a thread and sent without one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from a2wsgi.wsgi import build_environ

from .asgi_types import Scope
from .wsgi import application

PIECE = 64 * 1024


class FilePieces:
    """What WSGI calls a file wrapper: a file to be sent, which the threads of files read."""

    def __init__(self, file: IO[bytes], size: int = PIECE) -> None:
        self.file = file

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        return self.file.read(size)

    def close(self) -> None:
        """Close the file, and end Django's request."""
        self.file.close()


@dataclass
class Response:
    """Status, headers and body; of a file the body is read later."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    file: FilePieces | None = None


def answer(scope: Scope, body: Any) -> Response:
    """Return Django's response to a request whose body is complete."""
    response = Response()

    def start(
        status: str, headers: list[tuple[str, str]], error: Any = None
    ) -> Callable[..., None]:
        response.status = int(status[:3])
        # Django begins the value of Set-Cookie with a space, which h11 refuses to send.
        response.headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1"))
            for name, value in headers
        ]
        return _never

    environ: dict[str, Any] = dict(build_environ(scope, body))  # type: ignore[arg-type]
    environ["wsgi.file_wrapper"] = FilePieces
    pieces = application(environ, start)
    if isinstance(pieces, FilePieces):
        response.file = pieces
        return response
    try:
        response.body = b"".join(pieces)
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()
    return response


def _never(data: bytes) -> None:
    raise NotImplementedError("Django returns what it writes.")
