"""Bodies of requests: their bounds, those of unknown length, and those that break off."""

import io
import json
from itertools import chain
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import encode_multipart

from api.errors import RequestError
from api.http.bodies import bound_body
from api.http.params import read_params
from api.http.uploads import MAX_BODY_BYTES, parse_multipart
from core.media import MAX_BYTES

from .test_uploads import BOUNDARY, file, post, refusal, variables


def test_a_body_that_is_too_large_is_not_read() -> None:
    refused = post(b"", CONTENT_LENGTH=str(MAX_BODY_BYTES + 1))
    assert refusal(refused, 413) == ("The body is longer than 51 MiB.", None)
    assert not hasattr(refused, "_files")


def test_a_client_that_disconnects() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    stream: dict[str, Any] = {"wsgi.input": Broken()}
    refused = post(b"x" * 100, None, **stream)
    assert refusal(refused) == ("The multipart body is incomplete.", None)


@pytest.mark.parametrize("length", ["abc", "", "-1"])
def test_a_length_that_is_no_length(length: str) -> None:
    message = "`Content-Length` is not a number." if length else "The multipart body is incomplete."
    assert refusal(post(b"x", CONTENT_LENGTH=length)) == (message, None)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"--a-boundary", b"--a-boundary\r\n\r\n--"])
def test_a_body_without_its_end(body: bytes) -> None:
    assert refusal(post(body)) == ("The multipart body is incomplete.", None)


def test_a_body_that_breaks_off_anywhere() -> None:
    parts = {"operations": json.dumps(variables(a=None)), "map": json.dumps({"f": ["variables.a"]})}
    whole = encode_multipart(BOUNDARY, {**parts, "f": file(b"0123456789")})
    end = whole.rindex(b"--a-boundary--") + len(b"--a-boundary--")
    for length in range(0, end, 7):
        message, _ = refusal(post(whole[:length]))
        assert message == "The multipart body is incomplete."
    assert parse_multipart(post(whole[:end]))["variables"]["a"].read() == b"0123456789"


class Pieces:
    """A body in pieces, as a server reads it from a client that declares no length."""

    def __init__(self, *pieces: bytes, fault: Exception | None = None) -> None:
        self.pieces = map(io.BytesIO, pieces)
        self.piece = next(self.pieces)
        self.fault = fault
        self.given = 0

    def read(self, size: int) -> bytes:
        found = self.piece.read(size)
        if not found and (following := next(self.pieces, None)) is not None:
            self.piece = following
            found = following.read(size)
        if not found and self.fault is not None:
            raise self.fault
        self.given += len(found)
        return found


def chunked(body: Pieces, content_type: str) -> HttpRequest:
    request = RequestFactory().post("/graphql/", content_type=content_type)
    request.META.update({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": body})
    request.META.update({"HTTP_GRAPHQL_PREFLIGHT": "1"})
    del request.META["CONTENT_LENGTH"]
    return request


END = b"\r\n--a-boundary--\r\n"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(content: bytes) -> bytes:
    parts = {"operations": json.dumps(variables(a=None)), "map": json.dumps({"f": ["variables.a"]})}
    return encode_multipart(BOUNDARY, {**parts, "f": file(content)})


def test_json_of_unknown_length() -> None:
    body = Pieces(b'{"que', b'ry": "{ x }', b'"}')
    assert read_params(chunked(body, "application/json")).query == "{ x }"


def test_a_form_of_unknown_length() -> None:
    whole = form(b"0123456789" * 20_000)
    pieces = [whole[start : start + 1000] for start in range(0, len(whole), 1000)]
    found = parse_multipart(chunked(Pieces(*pieces), FORM))["variables"]["a"]
    assert found.read() == b"0123456789" * 20_000


def test_a_form_of_unknown_length_that_breaks_off() -> None:
    cut = Pieces(form(b"0123456789")[:-30])
    assert refusal(chunked(cut, FORM)) == ("The multipart body is incomplete.", None)
    garbled = Pieces(form(b"0123456789")[:-30], fault=ValueError("no chunk"))
    assert refusal(chunked(garbled, FORM)) == ("The multipart body is incomplete.", None)


def test_a_body_without_end() -> None:
    def endless(begin: bytes, rest: bytes) -> Pieces:
        return Pieces(*chain([begin], [rest] * (2 * MAX_BODY_BYTES // len(rest))))

    large = (f"The file “f” is larger than {MAX_BYTES // 2**20} MiB.", "a")
    body = endless(form(b"").removesuffix(END), bytes(64 * 1024))
    assert refusal(chunked(body, FORM), 413) == large
    assert body.given < MAX_BYTES + 256 * 1024

    files = {f"f{number}": file(bytes(MAX_BYTES)) for number in range(5)}
    begin = encode_multipart(BOUNDARY, {**files, "text": ""})
    body = endless(begin.removesuffix(END), b"x" * 64 * 1024)
    assert refusal(chunked(body, FORM), 413) == ("The body is longer than 51 MiB.", None)
    assert body.given == MAX_BODY_BYTES + 1

    for begin in (b"preamble", form(b"x")):
        outside_of_parts = endless(begin, bytes(64 * 1024))
        refused, _ = refusal(chunked(outside_of_parts, FORM))
        assert refused.endswith("Request max total header size exceeded.")
        assert outside_of_parts.given <= 256 * 1024

    body = endless(b"{", b" " * 1024)
    with pytest.raises(RequestError, match=r"The body is longer than 256 kB\.") as caught:
        read_params(chunked(body, "application/json"))
    assert caught.value.status == 413


def test_what_is_read_is_bounded_whatever_is_declared() -> None:
    request = RequestFactory().post("/graphql/", data=b"x" * 100, content_type="text/plain")
    body = bound_body(request, longest=100, end=b"xy")
    assert request.read(60) + request.read() == b"x" * 100
    assert (body.ends, body.too_long) == (False, False)


def test_a_second_read_has_the_same_result() -> None:
    whole = chunked(Pieces(form(b"0123456789")), FORM)
    assert read_params(whole) is read_params(whole)
    assert read_params(whole).variables["a"].read() == b"0123456789"

    cut = chunked(Pieces(form(b"0123456789")[:-30]), FORM)
    for _ in range(2):
        with pytest.raises(RequestError, match=r"The multipart body is incomplete\."):
            read_params(cut)
