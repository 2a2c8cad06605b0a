"""How much of the lists of relations one user and one address may read in a period.

Followers, followed users, likers and mutuals are counted in entries returned: who has them all has
the whole graph. Each process counts for itself, and asks PostgreSQL once a reader has read a small
part of the limit, so that an ordinary page costs no statement. With n processes a reader can get n
such parts more than the limit.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from core.common.errors import RateLimited
from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate

from . import limits
from .login_throttle import wait_in_words

# The part of a limit that a process counts by itself.
SHARE = 20
# Who is counted in one process; the longest unseen is forgotten.
MAX_COUNTED = 10_000

Who = tuple[str, int | str]
"""A key of settings.RATES, and the user or address that it is for."""
Readers = Sequence[Who]


@dataclass(slots=True)
class _Count:
    read: int = 0
    refused_until: float = 0.0


_counts: OrderedDict[Who, _Count] = OrderedDict()
_lock = Lock()


def readers(*, user_id: int | None, address: str) -> Readers:
    """Return who is counted: an account and its address, or an address alone, which gets less."""
    if user_id is None:
        return [("relations_anonymous", address)]
    return [("relations_account", user_id), ("relations_address", address)]


def check(who: Readers) -> None:
    """Raise RateLimited for who was refused before and has not waited. No statement."""
    now = time.monotonic()
    for each in who:
        rate = settings.RATES[each[0]]
        kept = _counts.get(each)
        if rate is not None and kept is not None and kept.refused_until > now:
            raise _too_much(rate, int(kept.refused_until - now) + 1)


def count(who: Readers, entries: int) -> None:
    """Count entries that were read. Raises RateLimited, instead of returning them.

    No statement for most calls; one for each share of a limit, and one more for a refusal.
    """
    for each in who:
        rate = settings.RATES[each[0]]
        if rate is not None and entries and (due := _due(each, entries, rate)):
            _consume(each, due, rate)


def _due(who: Who, entries: int, rate: Rate) -> int:
    """Add the entries; returns all that are not consumed yet once they are a share of the limit."""
    with _lock:
        kept = _counts.setdefault(who, _Count())
        _counts.move_to_end(who)
        if len(_counts) > MAX_COUNTED:
            _counts.popitem(last=False)
        kept.read += entries
        if kept.read * SHARE < rate.count:
            return 0
        due, kept.read = kept.read, 0
        return due


def _consume(who: Who, entries: int, rate: Rate) -> None:
    wait = limits.consume(keyed_hash(*who), rate, times=entries)
    if not wait:
        return
    with _lock:
        kept = _counts.setdefault(who, _Count())
        kept.read += entries  # consumed after the wait
        kept.refused_until = time.monotonic() + wait
    raise _too_much(rate, wait)


def _too_much(rate: Rate, wait: int) -> RateLimited:
    return RateLimited(
        f"You have reached your limit of {rate.count:,} entries in lists of followers, followed "
        f"users and likers per {rate.period}. Try again in {wait_in_words(wait)}.",
        wait,
    )


def forget() -> None:
    """Forget what this process has counted and nobody has consumed, for tests."""
    with _lock:
        _counts.clear()
