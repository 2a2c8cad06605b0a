"""Cursors, and what is none."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from api.relay.cursors import KeyShape, decode_cursor, encode_cursor
from core.common.errors import InvalidInput
from core.lists.pages import Key

LIST = "Query.posts"


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
    assert decode_cursor(encode_cursor(key, of=LIST), shape, "after", of=LIST) == key


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "x",
        "🙂",
        "YXJyYXljb25uZWN0aW9uOjA=",
        b64(2),
        b64([2]),
        b64([2, 5]),
        b64([1, 5]),
        b64([1, LIST, 5]),
        b64([2, LIST]),
        b64([2, "Query.users", 5]),
        b64([2, None, 5]),
        b64([2, LIST, 5, 6]),
        b64([2, LIST, "5"]),
        b64([2, LIST, 5.0]),
        b64([2, LIST, True]),
        b64([True, LIST, 5]),
        b64([2, LIST, None]),
        b64([2, LIST, 2**63]),
        encode_cursor(5, of=LIST) + "=",
        encode_cursor(5, of=LIST) + "\n",
        b64([2, LIST, [[[]]]]),
        "W" * 10_000,
        urlsafe_b64encode(b"[" * 300).decode(),
    ],
)
def test_what_is_no_cursor_of_the_list_is_refused_by_the_arguments_name(foreign: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_cursor(foreign, int, "before", of=LIST)

    assert refused.value.field == "before"
    assert refused.value.message == (
        "`before` is not a cursor of this list. Use a returned cursor, unchanged."
    )


@pytest.mark.parametrize("part", ["a\0b", "\ud800"])
def test_text_that_no_store_takes_is_refused(part: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(b64([2, LIST, part]), str, "after", of=LIST)


def test_a_number_that_is_not_finite_is_refused() -> None:
    cursor = urlsafe_b64encode(b'[2,"Query.posts",NaN]').decode().rstrip("=")

    with pytest.raises(InvalidInput):
        decode_cursor(cursor, float, "after", of=LIST)
