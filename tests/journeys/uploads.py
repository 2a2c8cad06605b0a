"""Uploads as bytes on a socket: forms and their parts, and what is answered."""

import io
import json
import socket
from pathlib import Path
from typing import Any

from PIL import Image

from .server import Service

POST = """
mutation ($images: [Upload!]) {
  createPost(content: "Hello.", images: $images) { post { id images { width } } }
}
"""
PROFILE = "mutation ($file: Upload) { updateProfile(profileImage: $file) { user { username } } }"
FORM = "multipart/form-data; boundary=b"
END = b"--b--\r\n"
BROKEN_OFF = "The multipart body is incomplete."


class Uploads:
    """A service on which ada is signed in, its media and its temporary files."""

    def __init__(self, service: Service, media: Path, temporary: Path) -> None:
        self.service = service
        self.media = media
        self.temporary = temporary
        address, port = service.address.removeprefix("http://").split(":")
        self.address = (address, int(port))

    def connect(self) -> socket.socket:
        """A connection to the server."""
        return socket.create_connection(self.address, timeout=20)

    def head(self, *lines: str, content_type: str = FORM) -> bytes:
        """The head of ada's request, after which the server closes the connection."""
        whole = [
            "POST /graphql/ HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: close",
            "Accept: application/graphql-response+json",
            "Apollo-Require-Preflight: 1",
            f"Authorization: Bearer {self.service.token}",
            f"Content-Type: {content_type}",
            *lines,
        ]
        return "\r\n".join([*whole, "", ""]).encode()

    def send(self, body: bytes, *lines: str, content_type: str = FORM) -> tuple[int, Any]:
        """Status and answer to a whole request."""
        head = self.head(*lines, f"Content-Length: {len(body)}", content_type=content_type)
        with self.connect() as client:
            client.sendall(head + body)
            return answer(client)

    def files(self) -> list[Path]:
        """The pictures that are kept."""
        return [path for path in self.media.rglob("*") if path.is_file()]


def answer(client: socket.socket) -> tuple[int, Any]:
    """The status, and the JSON where there is some, of what comes until the connection ends."""
    received = b""
    try:
        while chunk := client.recv(65536):
            received += chunk
    except ConnectionResetError:  # it was closed while more was on its way
        pass
    head, _, body = received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").partition(b"\r\n\r\n")
    status = int(head.split()[1])
    return status, json.loads(body) if b"json" in head else None


def refused(answered: tuple[int, Any]) -> tuple[int, str, str | None]:
    """Status, message and field of the only error, which is the client's."""
    status, body = answered
    [error] = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    return status, error["message"], error["extensions"].get("field")


def part(head: str, content: bytes) -> bytes:
    """A part of a form with these lines in its head."""
    return (
        b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
    )


def operation(query: str = POST, /, **variables: Any) -> bytes:
    """The part `operations`."""
    body = json.dumps({"query": query, "variables": variables or {"images": [None]}})
    return part('name="operations"', body.encode())


def places(**paths: list[str]) -> bytes:
    """The part `map`."""
    return part('name="map"', json.dumps(paths or {"f": ["variables.images.0"]}).encode())


def file(content: bytes, name: str = 'name="f"', filename: str = 'filename="a.png"') -> bytes:
    """The part of a file."""
    return part(f"{name}; {filename}", content)


def picture() -> bytes:
    """A PNG file."""
    target = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 120, 140)).save(target, "PNG")
    return target.getvalue()


def form(*files: bytes) -> bytes:
    """A whole form with one place for a file."""
    return operation() + places() + b"".join(files) + END


GOOD = form(file(picture()))


def published(uploads: Uploads, answered: tuple[int, Any]) -> int:
    """How many pictures were published with a post, which is deleted again."""
    status, body = answered
    assert (status, "errors" in body) == (200, False), answered
    post = body["data"]["createPost"]["post"]
    assert [image["width"] for image in post["images"]] == [40] * len(post["images"])
    assert len(uploads.files()) == 2 * len(post["images"])
    uploads.service.data("mutation ($id: ID!) { deletePost(id: $id) { id } }", id=post["id"])
    return len(post["images"])
