"""Uploads as they come over a socket, good and bad: what is answered, and that nothing stays."""

import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django import DjangoDbBlocker

from graph.writes.tombstones import clear
from tests.conftest import empty_postgres
from tests.waiting import wait_until

from .production import PRODUCTION
from .server import Service, served
from .test_first_day import SIGNUP

POST = """
mutation ($images: [Upload!]) {
  createPost(content: "Hello.", images: $images) { post { id images { width } } }
}
"""
PROFILE = "mutation ($file: Upload) { updateProfile(profileImage: $file) { user { username } } }"
FORM = "multipart/form-data; boundary=b"
END = b"--b--\r\n"
BROKEN_OFF = "The multipart body broke off."


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


@pytest.fixture(scope="module")
def running(
    installed: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Uploads]:
    """One worker in production's settings, which keeps temporary files where we see them."""
    folder = tmp_path_factory.mktemp("uploads")
    (folder / "temporary").mkdir()
    with django_db_blocker.unblock():
        empty_postgres()
    clear()
    environ = {**PRODUCTION, "SECURE_SSL_REDIRECT": "false", "TMPDIR": str(folder / "temporary")}
    with served(folder / "media", workers=1, **environ) as service:
        data = service.data(SIGNUP, username="ada", email="a@example.com", password="long enough 1")
        service.token = data["signup"]["token"]
        yield Uploads(service, folder / "media", folder / "temporary")


@pytest.fixture
def uploads(running: Uploads) -> Iterator[Uploads]:
    """The service; afterwards nothing has stayed."""
    yield running
    wait_until(lambda: not list(running.temporary.iterdir()))
    assert running.files() == []
    assert running.service.data("{ posts { totalCount } }") == {"posts": {"totalCount": 0}}


def published(uploads: Uploads, answered: tuple[int, Any]) -> int:
    """How many pictures were published with a post, which is deleted again."""
    status, body = answered
    assert (status, "errors" in body) == (200, False), answered
    post = body["data"]["createPost"]["post"]
    assert [image["width"] for image in post["images"]] == [40] * len(post["images"])
    assert len(uploads.files()) == 2 * len(post["images"])
    uploads.service.data("mutation ($id: ID!) { deletePost(id: $id) { id } }", id=post["id"])
    return len(post["images"])


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        GOOD.removesuffix(b"\r\n"),
        b"\r\n" + GOOD + b"epilogue",
        file(picture()) + places() + operation() + END,
        form(file(picture(), "name=f", "filename=a.png")),
        form(file(picture(), "name*=UTF-8''f", "filename*=UTF-8''s%C3%A9a.png")),
        form(file(picture(), filename="filename*=UTF-8''..%2F..%2Fetc%2Fpasswd")),
        form(file(picture(), filename="filename*=nonsense")),
        form(file(picture(), filename='filename="../../etc/passwd"')),
        form(file(picture(), filename='filename="C:\\\\x\\\\a.png"')),
        form(file(picture(), filename='filename="a\0b.svg"')),
        form(file(picture(), filename=f'filename="{"a" * 900}.html"')),
        form(file(picture() + b"\r\n--b\xff not the end\r\n-")),
        form(file(picture()).replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n", 1)),
        form(file(picture()).replace(b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n", 1)),
        operation() + places() + part('name="more"', b"ignored") + file(picture()) + END,
    ],
    ids=range(16),
)
def test_forms_that_are_taken(uploads: Uploads, body: bytes) -> None:
    assert published(uploads, uploads.send(body)) == 1


@pytest.mark.parametrize(
    "content_type",
    [
        'multipart/form-data; boundary="b"',
        "Multipart/Form-Data; charset=UTF-8; boundary=b",
        "multipart/form-data; boundary*=UTF-8''b",
    ],
)
def test_a_boundary_however_it_is_written(uploads: Uploads, content_type: str) -> None:
    assert published(uploads, uploads.send(GOOD, content_type=content_type)) == 1


def test_one_file_for_two_places_and_four_for_four(uploads: Uploads) -> None:
    twice = operation(images=[None, None]) + places(f=["variables.images.0", "variables.images.1"])
    assert published(uploads, uploads.send(twice + file(picture()) + END)) == 2
    paths = {f"f{number}": [f"variables.images.{number}"] for number in range(4)}
    four = b"".join(file(picture(), f'name="{name}"') for name in paths)
    body = operation(images=[None] * 4) + places(**paths) + four + END
    assert published(uploads, uploads.send(body)) == 4


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (places() + file(b"x") + END, ("The part “operations” is missing.", "operations")),
        (operation() + file(b"x") + END, ("The part “map” is missing.", "map")),
        (form(), ("The map names a file “f” that was not sent.", "map")),
        (form(part('name="f"', b"x")), ("The map names a file “f” that was not sent.", "map")),
        (
            form(file(b"x", filename='filename=""')),
            ("The map names a file “f” that was not sent.", "map"),
        ),
        (
            form(file(b"x", filename="filename*=unknown''%41")),
            ("The map names a file “f” that was not sent.", "map"),
        ),
        (form(file(b"x"), file(b"x", 'name="g"')), ("The file “g” is not in the map.", "map")),
        (form(file(b"x"), file(b"x")), ("Two files are called “f”.", "f")),
        (operation() + GOOD, ("Two parts are called “operations”.", "operations")),
        (
            form(*(file(b"x", f'name="{number}"') for number in range(6))),
            ("At most 5 files can be sent at once.", "map"),
        ),
        (GOOD[:-10], (BROKEN_OFF, None)),
        (
            GOOD.replace(b"\r\n", b"\n"),
            ("The part “operations” is missing.", "operations"),
        ),
        (b"", (BROKEN_OFF, None)),
        (
            form(file(b"x", filename=f'filename="{"a" * 90_000}"')),
            ("The multipart body cannot be read: Request max total header size exceeded.", None),
        ),
    ],
    ids=range(14),
)
def test_forms_that_are_not(
    uploads: Uploads, body: bytes, expected: tuple[str, str | None]
) -> None:
    assert refused(uploads.send(body)) == (400, *expected)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"GIF89a", "The image is damaged or incomplete."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"Not a picture.", None),
        (picture()[:-30], "The image is damaged or incomplete."),
    ],
    ids=["empty", "header", "svg", "text", "cut"],
)
def test_files_that_are_no_images(uploads: Uploads, content: bytes, message: str | None) -> None:
    no_image = "The file is not a JPEG, PNG, WebP or GIF image."
    expected = (200, message or no_image)
    assert refused(uploads.send(form(file(content)))) == (*expected, "images.0")
    body = operation(PROFILE, file=None) + places(f=["variables.file"]) + file(content) + END
    assert refused(uploads.send(body)) == (*expected, "profileImage")


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("multipart/form-data", (400, "The multipart body cannot be read: Invalid boundary")),
        (f"{FORM}\u00e9", (400, "The multipart body cannot be read: Invalid non-ASCII")),
        ("multipart/form-data; boundary=" + "b" * 300, (400, "The multipart body cannot be read")),
        ("multipart/form-data; boundary=a", (400, BROKEN_OFF)),
        ("multipart/form-data; boundary*=unknown''b%41", (415, "Send the operation as")),
        (f"{FORM}; charset=rot13", (415, "Send the body in UTF-8.")),
        (f"{FORM}; charset=utf-16", (415, "Send the body in UTF-8.")),
        ("multipart/mixed; boundary=b", (415, "Send the operation as")),
        ("application/x-www-form-urlencoded", (415, "Send the operation as")),
        ("text/plain", (415, "Send the operation as")),
        ("application/json; a*=unknown''%41", (415, "Send the operation as")),
    ],
)
def test_other_types(uploads: Uploads, content_type: str, expected: tuple[int, str]) -> None:
    status, message, field = refused(uploads.send(GOOD, content_type=content_type))
    assert (status, message[: len(expected[1])], field) == (*expected, None)


def test_what_is_too_large_is_refused_before_it_comes(uploads: Uploads) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head(f"Content-Length: {10 * 2**30}"))
        assert refused(answer(client)) == (413, "The body is longer than 51 MiB.", None)
    with uploads.connect() as client:
        client.sendall(uploads.head("Content-Length: 300000", content_type="application/json"))
        assert refused(answer(client)) == (413, "The body is longer than 256 kB.", None)
    # Announced to be 50 MiB, of which 11 come.
    with uploads.connect() as client:
        client.sendall(uploads.head(f"Content-Length: {50 * 2**20}"))
        client.sendall(form(file(bytes(11 * 2**20))).removesuffix(b"\r\n" + END))
        message = "The file “f” is larger than 10 MiB."
        assert refused(answer(client)) == (413, message, "images.0")


def chunks(body: bytes, size: int = 5000) -> bytes:
    """A body as it is sent without its length being known."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_body_of_unknown_length(uploads: Uploads) -> None:
    def send(*sent: bytes, content_type: str = FORM) -> tuple[int, Any]:
        with uploads.connect() as client:
            client.sendall(uploads.head("Transfer-Encoding: chunked", content_type=content_type))
            client.sendall(b"".join(sent))
            return answer(client)

    assert published(uploads, send(chunks(GOOD, 7))) == 1
    assert refused(send(chunks(GOOD[:-10]))) == (400, BROKEN_OFF, None)
    large = chunks(form(file(bytes(11 * 2**20))), 65536)
    assert refused(send(large))[:2] == (413, "The file “f” is larger than 10 MiB.")
    json_body = json.dumps({"query": "{ __typename }"}).encode()
    told = send(chunks(json_body, 3), content_type="application/json")
    assert told == (200, {"data": {"__typename": "Query"}})
    too_long = chunks(b" " * 300_000)
    message = "The body is longer than 256 kB."
    assert refused(send(too_long, content_type="application/json")) == (413, message, None)


def test_a_body_that_breaks_off(uploads: Uploads) -> None:
    for cut in (0, 100, len(GOOD) - 40):
        with uploads.connect() as client:
            client.sendall(uploads.head(f"Content-Length: {len(GOOD)}") + GOOD[:cut])
            client.shutdown(socket.SHUT_WR)
            assert client.recv(12) in (b"HTTP/1.1 400", b"")  # a server may hang up as well
    # More than is kept in memory, from a client that is gone: nobody is answered.
    large = form(file(bytes(4 * 2**20)))
    for _ in range(6):
        with uploads.connect() as client:
            client.sendall(uploads.head(f"Content-Length: {len(large)}") + large[: 3 * 2**20])
    assert published(uploads, uploads.send(GOOD)) == 1


def test_a_slow_body_holds_up_nobody_else(uploads: Uploads) -> None:
    with uploads.connect() as slow:
        slow.sendall(uploads.head(f"Content-Length: {len(GOOD)}") + GOOD[:200])
        assert published(uploads, uploads.send(GOOD)) == 1
        slow.sendall(GOOD[200:400])
        assert uploads.service.data("{ me { username } }") == {"me": {"username": "ada"}}
        slow.sendall(GOOD[400:])
        assert published(uploads, answer(slow)) == 1


def test_a_client_that_asks_before_it_sends(uploads: Uploads) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head("Expect: 100-continue", f"Content-Length: {len(GOOD)}"))
        assert client.recv(25, socket.MSG_WAITALL) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(GOOD)
        assert published(uploads, answer(client)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: -5",),
        ("Content-Length: five",),
        ("Transfer-Encoding: chunked, gzip",),
    ],
)
def test_lengths_by_which_requests_are_smuggled(uploads: Uploads, lines: tuple[str, ...]) -> None:
    with uploads.connect() as client:
        client.sendall(uploads.head(*lines) + b"0\r\n\r\n")
        assert answer(client)[0] in (400, 501)


def test_without_the_header_that_no_form_of_another_site_has(uploads: Uploads) -> None:
    head = uploads.head(f"Content-Length: {len(GOOD)}")
    with uploads.connect() as client:
        client.sendall(head.replace(b"Apollo-Require-Preflight: 1\r\n", b"") + GOOD)
        status, message, _ = refused(answer(client))
    assert (status, message) == (
        400,
        "A multipart request needs one of the headers "
        "GraphQL-Preflight, X-Requested-With, Apollo-Require-Preflight.",
    )
