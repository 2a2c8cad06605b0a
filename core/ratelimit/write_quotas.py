"""What one person may write in an hour, so that nobody fills the place alone.

A budget is spent in the transaction of the write, by one SQL statement: what is rolled back costs
nothing, and a write that changes nothing (following once more whom one follows) does not come so
far. Loading, importing and the admin do not ask.
"""

from django.conf import settings

from core.common.errors import RateLimited
from core.common.keyed_hashes import keyed_hash

from . import limits
from .login_throttle import wait_in_words


def consume(what: str, *, user_id: int, times: int = 1) -> None:
    """Spend of this person's budget for `what`, a key of settings.RATES. Raises RateLimited.

    Writes of one person of the same kind wait for each other from here to the end of the
    transaction: call it after the locks that others may hold too.
    """
    rate = settings.RATES[what]
    if rate is None or not times:
        return
    if wait := limits.consume(keyed_hash("budget", what, user_id), rate, times=times):
        raise RateLimited(
            f"You have used up your budget of {rate.count} {what} {_per(rate.period)}. "
            f"Try again in {wait_in_words(wait)}.",
            wait,
        )


def _per(period: str) -> str:
    return f"{'an' if period == 'hour' else 'a'} {period}"
