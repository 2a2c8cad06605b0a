"""Attempts at second factors, counted before they are checked, as those at passwords are."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.accounts.models import User
from core.ratelimit.login_throttle import LoginAttempt, try_second_factor

from .codes import WrongFactor


@contextmanager
def counted(user: User, address: str) -> Iterator[LoginAttempt]:
    """Count the block as an attempt, a failure if it raises WrongFactor. Raises RateLimited."""
    attempt = try_second_factor(user_id=user.pk, name=user.username, address=address)
    try:
        yield attempt
    except WrongFactor:
        attempt.failed()
        raise
    except BaseException:
        attempt.succeeded()
        raise
    attempt.succeeded()
