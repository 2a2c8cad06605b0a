"""Multipart requests, good and bad, and the scalar `Upload`."""

import io
import json
from typing import Any

import graphene
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import encode_multipart

from api.uploads import MAX_BODY_BYTES, MAX_FILES, PREFLIGHT_HEADERS, Upload, parse_multipart
from core.errors import InvalidInput
from core.images import MAX_BYTES

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


def refusal(refused: HttpRequest) -> tuple[str, str | None]:
    with pytest.raises(InvalidInput) as caught:
        parse_multipart(refused)
    return caught.value.message, caught.value.field


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


def test_a_body_that_is_too_large_is_not_read() -> None:
    refused = post(b"", CONTENT_LENGTH=str(MAX_BODY_BYTES + 1))
    assert refusal(refused) == ("The request is larger than 51 MiB.", None)
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
        ([variables()], "Send one operation a request; batches are not taken."),
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
        ({"f": "variables.a"}, "The map must give “f” a list of paths."),
        ({"f": []}, "The map must give “f” a list of paths."),
        ({"f": [1]}, "The map must give “f” a list of paths."),
        ({"f": None}, "The map must give “f” a list of paths."),
        ({"f": [["variables.a"]]}, "The map must give “f” a list of paths."),
        ({"f": ["query"]}, "The path “query” does not begin with “variables.”."),
        ({"f": ["variables"]}, "The path “variables” does not begin with “variables.”."),
        ({"f": [""]}, "The path “” does not begin with “variables.”."),
        ({"f": ["0.variables.a"]}, "The path “0.variables.a” does not begin with “variables.”."),
        ({"f": ["variables.z"]}, "The path “variables.z” leads nowhere."),
        ({"f": ["variables."]}, "The path “variables.” leads nowhere."),
        ({"f": ["variables.a.b"]}, "The path “variables.a.b” leads nowhere."),
        ({"f": ["variables.list.2"]}, "The path “variables.list.2” leads nowhere."),
        ({"f": ["variables.list.-1"]}, "The path “variables.list.-1” leads nowhere."),
        ({"f": ["variables.list.01"]}, "The path “variables.list.01” leads nowhere."),
        ({"f": ["variables.list.٠"]}, "The path “variables.list.٠” leads nowhere."),
        ({"f": ["variables.\ud800"]}, "The path “variables.?” leads nowhere."),
        ({"f": ["variables.text.0"]}, "The path “variables.text.0” leads nowhere."),
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
    assert refusal(refused) == ("Two files are called “f”.", "f")


def test_the_number_of_files_is_bounded() -> None:
    def sent(count: int) -> HttpRequest:
        names = [f"f{index}" for index in range(count)]
        paths = {name: [f"variables.images.{index}"] for index, name in enumerate(names)}
        files = {name: file() for name in names}
        return request(variables(images=[None] * count), paths, **files)

    assert len(parse_multipart(sent(MAX_FILES))["variables"]["images"]) == MAX_FILES == 5
    assert refusal(sent(MAX_FILES + 1)) == ("At most 5 files can be sent at once.", "map")
    assert refusal(sent(101)) == (
        "The multipart body cannot be read: "
        "The number of files exceeded settings.DATA_UPLOAD_MAX_NUMBER_FILES.",
        None,
    )


def test_the_size_of_a_file_is_bounded() -> None:
    def sent(size: int) -> HttpRequest:
        return request(variables(a=None), {"f": ["variables.a"]}, f=file(bytes(size)))

    assert parse_multipart(sent(MAX_BYTES))["variables"]["a"].size == MAX_BYTES
    assert refusal(sent(MAX_BYTES + 1)) == ("The file “f” is larger than 10 MiB.", "f")


def test_operations_sent_as_a_file() -> None:
    refused = post(encode_multipart(BOUNDARY, {"operations": file(b"{}"), "map": "{}"}))
    assert refusal(refused) == ("The part “operations” is missing.", "operations")


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_a_boundary(content_type: str) -> None:
    refused = RequestFactory().post(
        "/graphql/", data=b"x", content_type=content_type, headers=PREFLIGHT
    )
    assert refusal(refused)[0].startswith("The multipart body cannot be read: Invalid boundary")


def test_fields_that_are_too_large() -> None:
    refused = request({"query": "x" * 3 * 2**20}, {})
    assert refusal(refused)[0].startswith(
        "The multipart body cannot be read: Request body exceeded"
    )


def test_a_client_that_goes_away() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    stream: dict[str, Any] = {"wsgi.input": Broken()}
    refused = post(b"x" * 100, None, **stream)
    assert refusal(refused) == ("The multipart body cannot be read: gone", None)


@pytest.mark.parametrize("length", ["abc", "", "-1"])
def test_a_length_that_is_no_length(length: str) -> None:
    with pytest.raises(InvalidInput):
        parse_multipart(post(b"x", CONTENT_LENGTH=length))


def test_long_names_are_cut_in_messages() -> None:
    refused = request(variables(a=None), {"f": ["variables." + "z" * 1000]}, f=file())
    assert refusal(refused) == (f"The path “variables.{'z' * 70}…” leads nowhere.", "map")


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"--a-boundary", b"--a-boundary--\r\n"])
def test_a_body_without_parts(body: bytes) -> None:
    assert refusal(post(body)) == ("The part “operations” is missing.", "operations")


class Query(graphene.ObjectType):
    size = graphene.Int(file=Upload(), files=graphene.List(graphene.NonNull(Upload)))
    back = graphene.Field(Upload)

    def resolve_size(self, info: graphene.ResolveInfo, file: Any = None, files: Any = ()) -> int:
        return sum(each.size for each in [*([file] if file else []), *files])

    def resolve_back(self, info: graphene.ResolveInfo) -> str:
        return "secret"


SCHEMA = graphene.Schema(query=Query)


def test_upload_takes_a_file() -> None:
    query = "query ($a: Upload, $b: [Upload!]) { size(file: $a, files: $b) }"
    values = {"a": file(b"12"), "b": [file(b"3"), file(b"456")]}
    result = SCHEMA.execute(query, variable_values=values)
    assert (result.errors, result.data) == (None, {"size": 6})
    assert SCHEMA.execute(query, variable_values={"a": None, "b": []}).data == {"size": 0}


@pytest.mark.parametrize("value", ["text", 1, True, {"name": "a"}, ["a"]])
def test_upload_takes_nothing_else(value: Any) -> None:
    result = SCHEMA.execute("query ($a: Upload) { size(file: $a) }", variable_values={"a": value})
    assert result.data is None
    assert "An Upload must be a file sent in a multipart request." in str(result.errors)


@pytest.mark.parametrize("literal", ['"text"', "1", "{name: 1}", "FILE", "[1]"])
def test_upload_is_never_written_in_the_query(literal: str) -> None:
    result = SCHEMA.execute(f"{{ size(file: {literal}) }}")
    assert result.data is None
    assert "An Upload cannot be written in the query; send it as a variable." in str(result.errors)


def test_upload_is_never_given_out() -> None:
    result = SCHEMA.execute("{ back }")
    assert result.data == {"back": None}
    assert [error.message for error in result.errors or []] == ["An Upload can be sent, not read."]
