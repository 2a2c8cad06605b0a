"""How much one user may write in a period, and how much of it may be about one other user.

A quota is consumed in the transaction of the write, by one SQL statement: a rollback refunds it,
and a write that changes nothing (following a followed user again) consumes nothing. Loading,
importing and the admin have no quotas.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from core.common.errors import Overloaded, RateLimited
from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate

from . import limits
from .limits import Limit
from .login_throttle import wait_in_words
from .towards import ALL, FAR, ONE, all_near, limits_towards

TO_ONE = "to_one"


def consume(
    what: str, *, user_id: int, times: int = 1, to: Iterable[int] = (), own: bool = True
) -> None:
    """Consume from this user's quota for `what`, a key of settings.RATES. Raises RateLimited.

    `to` are the users who are notified: each has a quota of this user's, `what` with `_to_one`, for
    a short time, so that nobody is flooded, and the budgets of `towards.py`. Oneself has none.
    Without `own` only these are consumed, as of an act that has a quota of its own.
    Writes of the same kind by one user wait for each other from here to the end of the transaction:
    call it after locks that others may hold too. One SQL statement, and where the first threshold
    of a budget is reached one Cypher.
    """
    wanted: dict[UUID, tuple[Limit, str]] = {}
    if own and (rate := settings.RATES[what]) is not None:
        wanted[_key(what, user_id)] = Limit(rate), what
    for each in set(to) - {user_id}:
        if (rate := settings.RATES.get(f"{what}_to_one")) is not None:
            key = keyed_hash("budget to one", what, user_id, each)
            wanted[key] = Limit(rate), TO_ONE
        for key, name, limit in limits_towards(what, user=user_id, person=each):
            wanted[key] = limit, name
    if wanted and times:
        _consume(what, wanted, user_id, times)


def _consume(what: str, wanted: Mapping[UUID, tuple[Limit, str]], user_id: int, times: int) -> None:
    rates = {key: limit for key, (limit, _) in wanted.items()}
    refused = limits.consume_all(rates, user=user_id, times=times)
    if not refused:
        return
    far = {rates[key].towards or 0 for key in refused if wanted[key][1] == FAR}
    if len(far) == len(refused) and all_near(far, user_id):
        return
    key = refused[0]
    limit, name = wanted[key]
    raise _refusal(what, name, limit.rate, limits.wait(key, limit.rate, times=times))


def _refusal(what: str, name: str, rate: Rate, wait: int) -> RateLimited:
    """Return the refusal; of others' acts it says no number, as they are not the user's."""
    again = f"Try again in {wait_in_words(wait)}."
    if name in ALL:
        message = f"Too many {what} concern this user at the moment. {again}"
    else:
        acts = what.replace("_", " ")
        about = f"{acts} that concern this user" if name in (TO_ONE, *ONE) else acts
        message = f"You have reached your limit of {rate.count} {about} per {rate.period}. {again}"
    return RateLimited(message, wait)


@contextmanager
def consuming(what: str, *, user_id: int, times: int = 1) -> Iterator[None]:
    """Consume as `consume` does, and refund it where the block raises Overloaded.

    To be used outside of a transaction, which would refund it as well.
    """
    consume(what, user_id=user_id, times=times)
    try:
        yield
    except Overloaded:
        refund(what, user_id=user_id, times=times)
        raise


def refund(what: str, *, user_id: int, times: int = 1) -> None:
    """Undo one `consume`. One SQL statement; none where there is no limit."""
    if (rate := settings.RATES[what]) is not None:
        limits.refund(_key(what, user_id), rate, times=times)


def _key(what: str, user_id: int) -> UUID:
    return keyed_hash("budget", what, user_id)
