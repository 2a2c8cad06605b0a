"""Strict JSON by RFC 8259, with messages for clients.

Python's own parser accepts NaN and Infinity, reads 1e400 as infinity, keeps the last of two members
with the same name, and reports its own limits in terms of Python.
"""

import json
import math
from typing import Any, NoReturn

MAX_DEPTH = 100
"""The maximum nesting of lists and objects."""


class NotJSON(ValueError):
    """The text is not JSON or is beyond a limit; the message completes a sentence about it."""


def parse_json(text: str | bytes) -> Any:
    """Return the value of UTF-8 text, with or without a byte order mark. Raises NotJSON."""
    try:
        value = json.loads(
            _decoded(text) if isinstance(text, bytes) else text,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_without_repetition,
        )
    except json.JSONDecodeError as error:
        raise NotJSON(f"is not JSON: {error}") from None
    except RecursionError:
        raise NotJSON("is nested too deeply") from None
    _check_depth(value)
    return value


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotJSON("is not UTF-8") from None


def _no_constant(name: str) -> NoReturn:
    raise NotJSON(f"is not JSON: {name} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotJSON("has a number that is out of bounds")
    return number


def _short(digits: str) -> int:
    # 64 bits have 19 digits; Python rejects very long integers.
    if len(digits) > 100:
        raise NotJSON("has a number that is out of bounds")
    return int(digits)


def _without_repetition(members: list[tuple[str, Any]]) -> dict[str, Any]:
    # Parsers disagree on which member counts, so a proxy may read another value.
    found = dict(members)
    if len(found) < len(members):
        raise NotJSON("has an object with two members of one name")
    return found


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise NotJSON("is nested too deeply")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
