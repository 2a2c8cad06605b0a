"""JSON as RFC 8259 has it and no more, with what is wrong told in words.

Python's own parser takes NaN and Infinity, makes infinity of 1e400, keeps the last of two members
of one name, and tells of limits of its own in the words of a programmer.
"""

import json
import math
from typing import Any, NoReturn

MAX_DEPTH = 100
"""Lists and objects in each other; variables have a handful."""


class NotJSON(ValueError):
    """The text is not JSON, or is more than is taken; the message ends a sentence on it."""


def parse_json(text: str | bytes) -> Any:
    """The value in `text`, which is UTF-8, with or without a byte order mark. Raises NotJSON."""
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
    # No integer of ours has more digits than 64 bits give; of very long ones Python makes an error.
    if len(digits) > 100:
        raise NotJSON("has a number that is out of bounds")
    return int(digits)


def _without_repetition(members: list[tuple[str, Any]]) -> dict[str, Any]:
    # Which of the two counts is anybody's guess, and a proxy in front may guess otherwise.
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
