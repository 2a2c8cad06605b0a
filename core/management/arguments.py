"""Types of arguments of our commands; argparse names the argument in front of their sentences."""

import math
from argparse import ArgumentTypeError


def positive_seconds(text: str) -> float:
    """A number of seconds above zero, up to a day."""
    seconds = _number(text)
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"must be a number of seconds above 0, up to 86400, not {text!r}.")
    return seconds


def patience(text: str) -> float:
    """A number of seconds that may be zero."""
    seconds = _number(text)
    if not 0 <= seconds < math.inf:
        raise ArgumentTypeError(f"must be a number of seconds, 0 or more, not {text!r}.")
    return seconds


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
