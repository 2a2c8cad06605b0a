"""Argument types of the commands; argparse prefixes their errors with the argument's name."""

import math
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime, time

from django.utils import timezone


def positive_seconds(text: str) -> float:
    """Return a number of seconds above 0, up to 86400. Raises ArgumentTypeError."""
    seconds = _number(text)
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"must be a number of seconds above 0, up to 86400, not {text!r}.")
    return seconds


def seconds_or_zero(text: str) -> float:
    """Return a number of seconds, 0 or more. Raises ArgumentTypeError."""
    seconds = _number(text)
    if not 0 <= seconds < math.inf:
        raise ArgumentTypeError(f"must be a number of seconds, 0 or more, not {text!r}.")
    return seconds


def past_moment(text: str) -> datetime:
    """Return a past moment in UTC, from ISO 8601 with an offset or a date alone.

    Raises ArgumentTypeError.
    """
    try:
        moment = _moment(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ArgumentTypeError(
            "must be a moment with Z or an offset, such as 2026-11-01T00:00Z, or a date alone, "
            f"not {text!r}."
        ) from error
    if moment > timezone.now():
        raise ArgumentTypeError(f"{text} is in the future.")
    return moment


def _moment(text: str) -> datetime:
    """Return the moment; a time without a zone is refused. Raises ValueError."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
