"""How much one user may write in a period, and how much of it may be about one other user.

A quota is consumed in the transaction of the write, by one SQL statement: a rollback refunds it,
and a write that changes nothing (following a followed user again) consumes nothing. Loading,
importing and the admin have no quotas.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from core.common.errors import Overloaded, RateLimited
from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate

from . import limits
from .login_throttle import wait_in_words


def consume(what: str, *, user_id: int, times: int = 1, to: Iterable[int] = ()) -> None:
    """Consume from this user's quota for `what`, a key of settings.RATES. Raises RateLimited.

    `to` are the users who are notified: each has a quota of this user's, `what` with `_to_one`, for
    a short time, so that nobody is flooded. Oneself has none. Writes of the same kind by one user
    wait for each other from here to the end of the transaction: call it after locks that others may
    hold too.
    """
    wanted: dict[UUID, tuple[Rate, str]] = {}
    if (rate := settings.RATES[what]) is not None:
        wanted[_key(what, user_id)] = rate, what
    if (rate := settings.RATES.get(f"{what}_to_one")) is not None:
        for each in set(to) - {user_id}:
            key = keyed_hash("budget to one", what, user_id, each)
            wanted[key] = rate, f"{what} that concern this user"
    if not wanted or not times:
        return
    rates = {key: rate for key, (rate, _) in wanted.items()}
    if refused := limits.consume_all(rates, times=times):
        key, wait = refused
        rate, described = wanted[key]
        raise RateLimited(
            f"You have reached your limit of {rate.count} {described} per {rate.period}. "
            f"Try again in {wait_in_words(wait)}.",
            wait,
        )


@contextmanager
def consuming(what: str, *, user_id: int, times: int = 1) -> Iterator[None]:
    """Consume as `consume` does, and refund it where the block raises Overloaded.

    To be used outside of a transaction, which would refund it as well.
    """
    consume(what, user_id=user_id, times=times)
    try:
        yield
    except Overloaded:
        rate = settings.RATES[what]
        if rate is not None:
            limits.refund(_key(what, user_id), rate, times=times)
        raise


def _key(what: str, user_id: int) -> UUID:
    return keyed_hash("budget", what, user_id)
