"""Ids of people in edge lists."""

import re

from core.common.normalization import normalized
from core.importers.records import MAX_KEY_LENGTH

_NUMBER = re.compile(r"-?[0-9]+(\.0*)?\Z")
# What a spreadsheet makes of a long number: its digits are lost.
_ROUNDED = re.compile(r"[+-]?[0-9](\.[0-9]+)?[eE]\+?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]*[1-9][0-9]*\Z")
_ARROW = re.compile(r"[-=]>|<[-=]|[→←↔]")
_MISSING = frozenset(("nan", "null", "none", "\\n", "<na>", "n/a", "#n/a", "undefined"))
_SEVERAL = re.compile(r"-?[0-9]+(?:\s*[\s,;|]\s*-?[0-9]+)+\Z")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
# From here on a float does not hold every integer.
_EXACT_FLOATS = 1 << 53


def is_number(text: str) -> bool:
    """Return whether the text is a whole number; `1.0` is one."""
    return _NUMBER.match(text) is not None


def key_of(text: str, *, numbers: bool) -> str:
    """Return the id in one form: `1.0` is `1`, and letters are composed (NFC)."""
    if numbers:
        return text.partition(".")[0]
    return normalized("NFC", text)


def fault_of_id(key: str, *, numbers: bool) -> str | None:
    """Return why the text cannot be an id; None where it can."""
    if len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isdigit():
        return None
    if not key or not key.isprintable():
        return "an id is empty or cannot be printed."
    if len(key) > MAX_KEY_LENGTH:
        return f"an id has {len(key):,} characters; at most {MAX_KEY_LENGTH} are allowed."
    if _ROUNDED.match(key) or _is_inexact(key):
        return f"{key} was rounded: its last digits are lost. Write ids without an exponent."
    if numbers and not is_number(key):
        return f"{key} is not a number, as the ids of the first edge are."
    if _DECIMAL.match(key):
        return f"{key} is no whole number; an id has no decimals."
    if key.lower() in _MISSING:
        return f"{key} marks a missing value; an edge needs two ids."
    if _SEVERAL.match(key):
        return f"{key} holds several ids; an edge needs one on each side."
    if not numbers and _looks_like_syntax(key):
        return f"{key} has brackets, arrows or a colon of another format; an id is text alone."
    return None


def _is_inexact(key: str) -> bool:
    whole, point, _ = key.partition(".")
    return bool(point) and is_number(key) and abs(int(whole)) >= _EXACT_FLOATS


def _looks_like_syntax(key: str) -> bool:
    return (
        key[0] in "([{<"
        or key.endswith(":")
        or _ARROW.search(key) is not None
        or any(key.count(left) != key.count(right) for left, right in _BRACKETS)
    )
