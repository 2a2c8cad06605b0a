"""Times of follows."""

import re
from datetime import UTC, datetime, timedelta

from core.common.clock import EPOCH

_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?([eE]\+?[0-9]+)?\Z")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])\Z")
_TWITTER = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) "
    r"(?P<zone>[+-][0-9]{4}) (?P<year>[0-9]{4})\Z"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Seconds since 1970 from 1973 to 5138; above them the same range in milli-, micro-, nanoseconds.
_LEAST, _UNIT = 10**8, 10**11
_MAX_DIGITS = 25
_DIVISORS = (1, 1_000, 1_000_000, 1_000_000_000)

ACCEPTED = "seconds or milliseconds since 1970, or ISO 8601 such as 2024-05-06T07:08:09Z"


def parse_time(text: str) -> datetime | None:
    """Return the time, in UTC where it names no zone; None where it is not understood.

    A number of less than 100,000,000 (March 1973 in seconds) is none: years and counts look alike.
    """
    if _DAY.match(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if _PLAIN_NUMBER.match(text):
        return _from_number(text)
    return _from_words(text)


def _from_number(text: str) -> datetime | None:
    if "e" in text.lower():
        if not _LEAST <= float(text) < _UNIT * _DIVISORS[-1]:
            return None
        text = str(int(float(text)))
    digits, _, fraction = text.partition(".")
    whole = int(digits) if len(digits) < _MAX_DIGITS else 0
    if whole < _LEAST:
        return None
    for divisor in _DIVISORS:
        if whole < _UNIT * divisor:
            microseconds = whole * 1_000_000 // divisor
            if divisor == 1 and fraction:
                microseconds += int(fraction[:6].ljust(6, "0"))
            return EPOCH + timedelta(microseconds=microseconds)
    return None


def _from_words(text: str) -> datetime | None:
    if match := _TWITTER.match(text):
        if match["month"] not in _MONTHS:
            return None
        month = _MONTHS.index(match["month"]) + 1
        text = f"{match['year']}-{month:02}-{int(match['day']):02}T{match['clock']}{match['zone']}"
    try:
        at = datetime.fromisoformat(text.removesuffix(" UTC").removesuffix(" GMT"))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at >= EPOCH else None
