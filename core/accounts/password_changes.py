"""Changing a password, which ends every session of its user."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.common.errors import DomainError, Overloaded
from core.common.faults import Faults
from core.database.transactions import atomic_with_retry
from core.ratelimit.login_throttle import try_own_password

from .clients import Client
from .locks import lock_user
from .models import User
from .notices import tell_of_new_password
from .passwords import WrongPassword, check_new_password, check_own_password
from .sessions import Session, new_session


def change_password(
    *, user: User, old: str, new: str, address: str, user_agent: str = ""
) -> Session:
    """Change the password, end every session, start a new one. Raises InvalidInput, RateLimited."""
    with counted_as_try(user, address):
        return _change_password(user, old, new, Client(address, user_agent))


def change_password_in_admin(*, user: User, old: str, new: str, address: str) -> None:
    """Like `change_password`, for a user of the admin. Raises InvalidInput, RateLimited."""
    with counted_as_try(user, address):
        _set_own_password(user, old, new)


@contextmanager
def counted_as_try(user: User, address: str) -> Iterator[None]:
    """Count the block as an attempt at the user's own password. Raises RateLimited."""
    attempt = try_own_password(user_id=user.pk, address=address)
    try:
        with attempt.refunded_if_overloaded():
            yield
    except WrongPassword:
        attempt.failed()
        raise
    except Overloaded:
        raise  # and refunded
    except DomainError:
        attempt.succeeded()
        raise
    attempt.succeeded()


@atomic_with_retry
def _change_password(user: User, old: str, new: str, client: Client) -> Session:
    return new_session(_set_own_password(user, old, new), client)


@atomic_with_retry
def _set_own_password(user: User, old: str, new: str) -> User:
    found = lock_user(user.pk)
    faults = Faults()
    with faults.collect():
        check_own_password(found, old, field="old")
    with faults.collect():
        check_new_password(new, user=found, field="new")
    faults.report()
    replace_password(found, new, field="new")
    return found


def replace_password(user: User, new: str, *, field: str) -> None:
    """Set a new password for a locked user, which ends their sessions. Raises InvalidInput."""
    check_new_password(new, user=user, field=field)
    user.set_password(new)
    user.save(update_fields=["password"])
    tell_of_new_password(user)
