"""Multipart requests, good and bad."""

import json
from itertools import permutations
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import encode_multipart

from api.errors import RequestError
from api.http.uploads import MAX_FILES, PREFLIGHT_HEADERS, parse_multipart
from core.media import MAX_BYTES

BOUNDARY = "a-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
PREFLIGHT = {"GraphQL-Preflight": "1"}


def post(body: bytes, headers: dict[str, str] | None = None, **meta: Any) -> HttpRequest:
    return RequestFactory().post(
        "/graphql/",
        data=body,
        content_type=FORM,
        headers=PREFLIGHT if headers is None else headers,
        **meta,
    )


def file(content: bytes = b"x", name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def request(operations: Any, paths: Any, **files: Any) -> HttpRequest:
    """A request; `operations` and `paths` as JSON unless they are text, left out if None."""
    parts: dict[str, Any] = {}
    for name, value in (("operations", operations), ("map", paths)):
        if value is not None:
            parts[name] = value if isinstance(value, str) else json.dumps(value)
    return post(encode_multipart(BOUNDARY, {**parts, **files}))


def refusal(refused: HttpRequest, status: int = 400) -> tuple[str, str | None]:
    with pytest.raises(RequestError) as caught:
        parse_multipart(refused)
    assert caught.value.status == status
    [error] = caught.value.errors
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
    return error.message, (error.extensions or {}).get("field")


def variables(**values: Any) -> dict[str, Any]:
    return {"query": "mutation { x }", "variables": values}


def test_one_file() -> None:
    operation = parse_multipart(request(variables(a=None, b=1), {"f": ["variables.a"]}, f=file()))
    assert operation["query"] == "mutation { x }"
    sent = operation["variables"]["a"]
    assert isinstance(sent, UploadedFile)
    assert (sent.name, sent.content_type, sent.read()) == ("a.png", "image/png", b"x")
    assert operation["variables"]["b"] == 1


def test_files_in_lists_and_objects() -> None:
    operation = parse_multipart(
        request(
            variables(images=[None, None], deep={"rows": [[None], [1, {"file": None}]]}),
            {
                "0": ["variables.images.0"],
                "1": ["variables.images.1", "variables.deep.rows.1.1.file"],
                "2": ["variables.deep.rows.0.0"],
            },
            **{"0": file(b"zero"), "1": file(b"one"), "2": file(b"two")},
        )
    )
    found = operation["variables"]
    assert [image.read() for image in found["images"]] == [b"zero", b"one"]
    assert found["deep"]["rows"][1][1]["file"] is found["images"][1]
    assert found["deep"]["rows"][0][0].read() == b"two"


def test_no_file_at_all() -> None:
    assert parse_multipart(request(variables(a=None), {})) == variables(a=None)


def blob(value: Any, name: str = "blob") -> SimpleUploadedFile:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return SimpleUploadedFile(name, content, "application/json")


@pytest.mark.parametrize("as_blobs", [{"operations"}, {"map"}, {"operations", "map"}])
def test_texts_may_be_blobs_with_a_file_name(as_blobs: set[str]) -> None:
    names = [f"variables.a.{number}" for number in range(MAX_FILES)]
    parts = {"operations": variables(a=[None] * MAX_FILES, ü="é"), "map": {n: [n] for n in names}}
    sent: dict[str, Any] = {
        name: blob(value) if name in as_blobs else json.dumps(value)
        for name, value in parts.items()
    }
    # They do not count as files.
    sent |= {name: file(name.encode()) for name in names}
    operation = parse_multipart(post(encode_multipart(BOUNDARY, sent)))
    assert operation["variables"]["ü"] == "é"
    assert [each.read().decode() for each in operation["variables"]["a"]] == names


def test_a_blob_may_begin_with_a_byte_order_mark() -> None:
    sent = {"operations": blob(b"\xef\xbb\xbf{}"), "map": blob({})}
    assert parse_multipart(post(encode_multipart(BOUNDARY, sent))) == {}


@pytest.mark.parametrize("part", ["operations", "map"])
@pytest.mark.parametrize(
    ("content", "message", "status"),
    [
        (b"", "The part “{part}” is not JSON.", 400),
        (b"\xff{}", "The part “{part}” is not JSON.", 400),
        (b'{"a": "\xff"}', "The part “{part}” is not JSON.", 400),
        (b"7", "The part “{part}” must be a JSON object.", 400),
        (b" " * (256 * 1024 - 1) + b"{}", "The part “{part}” is longer than 256 kB.", 413),
        (b" " * 3_000_000, "The part “{part}” is longer than 256 kB.", 413),
    ],
)
def test_bad_blobs(part: str, content: bytes, message: str, status: int) -> None:
    sent = {"operations": blob({}), "map": blob({}), part: blob(content)}
    refused = post(encode_multipart(BOUNDARY, sent))
    assert refusal(refused, status) == (message.format(part=part), part)


@pytest.mark.parametrize("part", ["operations", "map"])
def test_a_text_and_a_blob_of_one_name(part: str) -> None:
    for twice in (["{}", blob({})], [blob({}), blob({})]):
        sent = {"operations": blob({}), "map": blob({}), part: twice}
        refused = post(encode_multipart(BOUNDARY, sent))
        assert refusal(refused) == (f"Two parts are named “{part}”.", part)


@pytest.mark.parametrize("header", PREFLIGHT_HEADERS)
def test_any_preflight_header_is_enough(header: str) -> None:
    body = encode_multipart(BOUNDARY, {"operations": "{}", "map": "{}"})
    assert parse_multipart(post(body, {header: "true"})) == {}


@pytest.mark.parametrize("headers", [{}, {"GraphQL-Preflight": ""}, {"Origin": "https://a.b"}])
def test_without_a_preflight_header_the_body_is_not_read(headers: dict[str, str]) -> None:
    refused = post(encode_multipart(BOUNDARY, {"operations": "{}", "map": "{}"}), headers)
    assert refusal(refused) == (
        "A multipart request needs one of the headers "
        "GraphQL-Preflight, X-Requested-With, Apollo-Require-Preflight.",
        None,
    )
    assert not hasattr(refused, "_files")


@pytest.mark.parametrize(
    ("operations", "message"),
    [
        (None, "The part “operations” is missing."),
        ("", "The part “operations” is not JSON."),
        ("{", "The part “operations” is not JSON."),
        ("[" * 100_000, "The part “operations” is not JSON."),
        ("9" * 10_000, "The part “operations” is not JSON."),
        ("1", "The part “operations” must be a JSON object."),
        ("null", "The part “operations” must be a JSON object."),
        ([variables()], "Send one operation per request. Batches are not supported."),
    ],
    ids=["missing", "empty", "cut", "deep", "long", "number", "null", "batch"],
)
def test_bad_operations(operations: Any, message: str) -> None:
    assert refusal(request(operations, {})) == (message, "operations")


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (None, "The part “map” is missing."),
        ("{", "The part “map” is not JSON."),
        ([], "The part “map” must be a JSON object."),
        ({"f": "variables.a"}, "The map entry “f” must be a list of paths."),
        ({"f": []}, "The map entry “f” must be a list of paths."),
        ({"f": [1]}, "The map entry “f” must be a list of paths."),
        ({"f": None}, "The map entry “f” must be a list of paths."),
        ({"f": [["variables.a"]]}, "The map entry “f” must be a list of paths."),
        ({"f": ["query"]}, "The path “query” does not begin with “variables.”."),
        ({"f": ["variables"]}, "The path “variables” does not begin with “variables.”."),
        ({"f": [""]}, "The path “” does not begin with “variables.”."),
        ({"f": ["0.variables.a"]}, "The path “0.variables.a” does not begin with “variables.”."),
        ({"f": ["variables.z"]}, "The path “variables.z” does not exist in the operation."),
        ({"f": ["variables."]}, "The path “variables.” does not exist in the operation."),
        ({"f": ["variables.a.b"]}, "The path “variables.a.b” does not exist in the operation."),
        (
            {"f": ["variables.list.2"]},
            "The path “variables.list.2” does not exist in the operation.",
        ),
        (
            {"f": ["variables.list.-1"]},
            "The path “variables.list.-1” does not exist in the operation.",
        ),
        (
            {"f": ["variables.list.01"]},
            "The path “variables.list.01” does not exist in the operation.",
        ),
        (
            {"f": ["variables.list.٠"]},
            "The path “variables.list.٠” does not exist in the operation.",
        ),
        ({"f": ["variables.\ud800"]}, "The path “variables.?” does not exist in the operation."),
        (
            {"f": ["variables.text.0"]},
            "The path “variables.text.0” does not exist in the operation.",
        ),
        ({"f": ["variables.text"]}, "The path “variables.text” leads to a value that is not null."),
        ({"f": ["variables.list"]}, "The path “variables.list” leads to a value that is not null."),
        ({"f": ["variables.a", "variables.a"]}, "Two files have the path “variables.a”."),
        (
            {"f": ["variables.a"], "g": ["variables.b"]},
            "The map names a file “g” that was not sent.",
        ),
        ({}, "The file “f” is not in the map."),
    ],
)
def test_a_bad_map(paths: Any, message: str) -> None:
    operations = variables(a=None, b=None, text="abc", list=[None, None])
    assert refusal(request(operations, paths, f=file())) == (message, "map")


def test_two_files_for_one_path() -> None:
    refused = request(
        variables(a=None), {"f": ["variables.a"], "g": ["variables.a"]}, f=file(), g=file()
    )
    assert refusal(refused) == ("Two files have the path “variables.a”.", "map")


def test_two_files_of_one_name() -> None:
    refused = request(variables(a=None), {"f": ["variables.a"]}, f=[file(), file()])
    assert refusal(refused) == ("Two files are named “f”.", "f")


def test_the_number_of_files_is_bounded() -> None:
    def sent(count: int) -> HttpRequest:
        names = [f"f{index}" for index in range(count)]
        paths = {name: [f"variables.images.{index}"] for index, name in enumerate(names)}
        files = {name: file() for name in names}
        return request(variables(images=[None] * count), paths, **files)

    assert len(parse_multipart(sent(MAX_FILES))["variables"]["images"]) == MAX_FILES == 5
    assert refusal(sent(MAX_FILES + 1)) == ("At most 5 files can be sent at once.", "map")
    assert refusal(sent(101)) == ("At most 5 files can be sent at once.", "map")


def test_the_size_of_a_file_is_bounded() -> None:
    def sent(size: int) -> HttpRequest:
        return request(variables(a=None), {"f": ["variables.a"]}, f=file(bytes(size)))

    assert parse_multipart(sent(MAX_BYTES))["variables"]["a"].size == MAX_BYTES
    assert refusal(sent(MAX_BYTES + 1), 413) == ("The file “f” is larger than 10 MiB.", "a")


@pytest.mark.parametrize(
    ("paths", "field"),
    [
        ({"f": ["variables.images.1", "variables.a"]}, "images.1"),
        ({"f": ["elsewhere"]}, "f"),
        ({"f": []}, "f"),
        ({"f": 1}, "f"),
        ({}, "f"),
        ("{", "f"),
        (None, "f"),
    ],
)
def test_a_file_that_is_too_large_is_named_by_its_place(paths: Any, field: str) -> None:
    refused = request(variables(a=None), paths, f=file(bytes(MAX_BYTES + 1)))
    assert refusal(refused, 413) == ("The file “f” is larger than 10 MiB.", field)


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_a_boundary(content_type: str) -> None:
    refused = RequestFactory().post(
        "/graphql/", data=b"x", content_type=content_type, headers=PREFLIGHT
    )
    assert refusal(refused)[0].startswith("The multipart body cannot be read: Invalid boundary")


@pytest.mark.parametrize("part", ["operations", "map"])
def test_a_text_is_as_long_as_a_body_of_json_may_be(part: str) -> None:
    def sent(size: int) -> HttpRequest:
        texts = {"operations": "{}", "map": "{}", part: "{" + " " * (size - 2) + "}"}
        return request(texts["operations"], texts["map"])

    assert parse_multipart(sent(256 * 1024)) == {}
    message = f"The part “{part}” is longer than 256 kB."
    assert refusal(sent(256 * 1024 + 1), 413) == (message, part)
    assert refusal(sent(3 * 2**20), 413) == ("The text parts are longer than 256 kB.", None)


@pytest.mark.parametrize("part", ["operations", "map"])
def test_two_texts_of_one_name(part: str) -> None:
    refused = post(encode_multipart(BOUNDARY, {"operations": "{}", "map": "{}", part: ["{}"] * 2}))
    assert refusal(refused) == (f"Two parts are named “{part}”.", part)


def test_more_texts_than_a_form_has() -> None:
    refused = post(encode_multipart(BOUNDARY, {f"text{number}": "" for number in range(1100)}))
    assert refusal(refused) == ("The form has too many parts.", None)


@pytest.mark.parametrize("order", list(permutations(("operations", "map", "f"))))
def test_parts_come_in_any_order(order: tuple[str, ...]) -> None:
    parts = {
        "operations": json.dumps(variables(a=None)),
        "map": json.dumps({"f": ["variables.a"]}),
        "f": file(b"xyz"),
    }
    body = encode_multipart(BOUNDARY, {name: parts[name] for name in order})
    assert parse_multipart(post(body))["variables"]["a"].read() == b"xyz"


def test_a_map_of_ten_thousand_files_and_of_ten_thousand_places() -> None:
    many = {str(number): ["variables.a"] for number in range(10_000)}
    assert refusal(request(variables(a=None), many, f=file())) == (
        "At most 5 files can be sent at once.",
        "map",
    )
    places = {"f": [f"variables.a.{number}" for number in range(10_000)]}
    found = parse_multipart(request(variables(a=[None] * 10_000), places, f=file()))
    assert len({id(each) for each in found["variables"]["a"]}) == 1


@pytest.mark.parametrize("name", ["__proto__", "constructor", "__class__", "__dict__", "keys"])
def test_a_path_finds_only_what_was_sent(name: str) -> None:
    for path in (f"variables.{name}", f"variables.{name}.a", f"variables.list.{name}"):
        refused = request(variables(a=None, list=[None]), {"f": [path]}, f=file())
        assert refusal(refused) == (f"The path “{path}” does not exist in the operation.", "map")
    sent = parse_multipart(
        request(variables(**{name: None}), {"f": [f"variables.{name}"]}, f=file())
    )
    assert isinstance(sent["variables"][name], UploadedFile)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_operations_with_what_json_does_not_know(value: str) -> None:
    operations = f'{{"query": "{{ x }}", "variables": {{"a": {value}}}}}'
    assert refusal(request(operations, {})) == ("The part “operations” is not JSON.", "operations")


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "utf-7"])
def test_another_encoding(charset: str) -> None:
    refused = RequestFactory().post(
        "/graphql/", data=b"x", content_type=f"{FORM}; charset={charset}", headers=PREFLIGHT
    )
    assert refusal(refused, 415) == ("Send the body in UTF-8.", None)


def test_long_names_are_cut_in_messages() -> None:
    refused = request(variables(a=None), {"f": ["variables." + "z" * 1000]}, f=file())
    assert refusal(refused) == (
        f"The path “variables.{'z' * 70}…” does not exist in the operation.",
        "map",
    )


def test_a_body_without_parts() -> None:
    refused = post(b"--a-boundary--\r\n")
    assert refusal(refused) == ("The part “operations” is missing.", "operations")
