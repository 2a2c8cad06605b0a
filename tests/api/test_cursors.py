"""Cursors, and what is none."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from api.cursors import KeyShape, decode_cursor, encode_cursor
from core.errors import InvalidInput
from core.pages import Key


def b64(parts: Any) -> str:
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (123, int),
        (2**63 - 1, int),
        ((1700000000000, 7), (int, int)),
        ((0.5, 7), (float, int)),
        (("zoë", 3), (str, int)),
    ],
)
def test_a_cursor_leads_back_to_its_key(key: Key, shape: KeyShape) -> None:
    assert decode_cursor(encode_cursor(key), shape, "after") == key


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "x",
        "🙂",
        "YXJyYXljb25uZWN0aW9uOjA=",
        b64(1),
        b64([1]),
        b64([2, 5]),
        b64([1, 5, 6]),
        b64([1, "5"]),
        b64([1, 5.0]),
        b64([1, True]),
        b64([True, 5]),
        b64([1, None]),
        b64([1, 2**63]),
        encode_cursor(5) + "=",
        encode_cursor(5) + "\n",
        b64([1, [[[]]]]),
        "W" * 10_000,
        urlsafe_b64encode(b"[" * 300).decode(),
    ],
)
def test_what_is_no_cursor_of_the_list_is_refused_by_the_arguments_name(foreign: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_cursor(foreign, int, "before")

    assert refused.value.field == "before"
    assert refused.value.message == (
        "`before` is not a cursor of this list. Pass a cursor as you got it."
    )


@pytest.mark.parametrize("part", ["a\0b", "\ud800"])
def test_text_that_no_store_takes_is_refused(part: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(b64([1, part]), str, "after")


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(urlsafe_b64encode(b"[1,NaN]").decode().rstrip("="), float, "after")
