"""JSON, and what only looks like it."""

import json
from typing import Any

import pytest

from api.execution.strict_json import MAX_DEPTH, NotJSON, parse_json


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a": [1, -2.5, true, null, "\xc3\xab"]}', {"a": [1, -2.5, True, None, "ë"]}),
        (b"\xef\xbb\xbf{}", {}),
        ('"\\ud83d\\ude00"', "😀"),
        (b"1e308", 1e308),
        ("9" * 100, int("9" * 100)),
        (nested(MAX_DEPTH - 1) + " ", json.loads(nested(MAX_DEPTH - 1))),
        ('[{"a": 1}, {"a": 1}]', [{"a": 1}, {"a": 1}]),
    ],
)
def test_json_is_read(text: str | bytes, value: Any) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
        (
            '{"a": 1}'.encode("utf-16-le"),
            "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 "
            "(char 1)",
        ),
        (b"\x1f\x8b\x08\x00", "is not UTF-8"),
        ("", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("{} {}", "is not JSON: Extra data: line 1 column 4 (char 3)"),
        ("[NaN]", "is not JSON: NaN is not a JSON value"),
        ("-Infinity", "is not JSON: -Infinity is not a JSON value"),
        ("1e400", "has a number that is out of bounds"),
        ("-1e999999999", "has a number that is out of bounds"),
        ("9" * 101, "has a number that is out of bounds"),
        ("9" * 200_000, "has a number that is out of bounds"),
        ('{"a": 1, "a": 1}', "has an object with two members of one name"),
        ('{"a": {"b": 1, "b": 2}}', "has an object with two members of one name"),
        (nested(MAX_DEPTH + 1), "is nested too deeply"),
        (nested(10_000), "is nested too deeply"),
        ('{"a":' * 100_000, "is nested too deeply"),
    ],
    ids=range(17),
)
def test_anything_else_is_refused_in_words(text: str | bytes, message: str) -> None:
    with pytest.raises(NotJSON) as refused:
        parse_json(text)

    assert str(refused.value) == message
