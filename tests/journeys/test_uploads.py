"""Forms with files, good and bad: what is answered, and that nothing stays."""

import pytest

from .uploads import (
    BROKEN_OFF,
    END,
    FORM,
    GOOD,
    PROFILE,
    Uploads,
    answer,
    file,
    form,
    operation,
    part,
    picture,
    places,
    published,
    refused,
)


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
        (form(file(b"x"), file(b"x")), ("Two files are named “f”.", "f")),
        (operation() + GOOD, ("Two parts are named “operations”.", "operations")),
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
