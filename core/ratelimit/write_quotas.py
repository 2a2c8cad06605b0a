"""How much one user may write in a period.

A quota is consumed in the transaction of the write, by one SQL statement: a rollback refunds it,
and a write that changes nothing (following a followed user again) consumes nothing. Loading,
importing and the admin have no quotas.
"""

from django.conf import settings

from core.common.errors import RateLimited
from core.common.keyed_hashes import keyed_hash

from . import limits
from .login_throttle import wait_in_words


def consume(what: str, *, user_id: int, times: int = 1) -> None:
    """Consume from this user's quota for `what`, a key of settings.RATES. Raises RateLimited.

    Writes of the same kind by one user wait for each other from here to the end of the
    transaction: call it after locks that others may hold too.
    """
    rate = settings.RATES[what]
    if rate is None or not times:
        return
    if wait := limits.consume(keyed_hash("budget", what, user_id), rate, times=times):
        raise RateLimited(
            f"You have reached your limit of {rate.count} {what} per {rate.period}. "
            f"Try again in {wait_in_words(wait)}.",
            wait,
        )
