"""How often passwords and tokens may be tried, by account and by address.

The count is committed before the password is checked, so that parallel attempts count like
successive ones and a failed attempt stays counted. A successful attempt is refunded: only failures
add up.

Two rate limits protect a password. One is the address's, for all accounts. The other is the
account's and shared by all addresses, or thousands of them would each have a few attempts. Somebody
could use that up on purpose, to lock a user out; so an address from which the account has signed in
before has a limit of its own for that account, and only that one counts there. Source: NIST SP
800-63B, section 5.2.2, and core/ratelimit/known_addresses.py.

An account is the name that was typed, in any spelling, whether it exists or not, so that answers do
not reveal which exist. A username and its e-mail address have separate limits, as a shared one
would reveal that they belong together.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from core.common.email_addresses import email_key
from core.common.errors import Overloaded, RateLimited
from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate

from . import known_addresses, limits

TOO_MANY = "Too many attempts. Try again in {wait}."


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """An attempt at a password that is counted as a failure until it is known to be right."""

    address: str
    consumed: Sequence[tuple[UUID, Rate]]
    from_known_address: bool = False

    def succeeded(self) -> None:
        """Refund the attempt. A known address gets all its attempts back."""
        for key, rate in self.consumed:
            if self.from_known_address:
                limits.restore(key)
            else:
                limits.refund(key, rate)

    @contextmanager
    def refunded_if_overloaded(self) -> Iterator[None]:
        """Refund the attempt where the block raises Overloaded: no password was looked at."""
        try:
            yield
        except Overloaded:
            for key, rate in self.consumed:
                limits.refund(key, rate)
            raise

    def signed_in(self, *names: str) -> None:
        """Like `succeeded`, and remember the address as one of the user's."""
        self.succeeded()
        known_addresses.remember(names=names, address=self.address)


def try_to_sign_in(*, name: str, address: str) -> LoginAttempt:
    """Count an attempt at signing in. Raises RateLimited, before any password was hashed.

    Two SQL statements for an address that is known, three for another.
    """
    if known_addresses.is_known(name=name, address=address):
        key = keyed_hash("login", email_key(name), address)
        return LoginAttempt(address, _consume([(key, "login_account")]), from_known_address=True)
    # The address first: a client that has used that up cannot use up what others share.
    both = [(_login_address(address), "login_address"), (_login_account(name), "login_account")]
    return LoginAttempt(address, _consume(both))


def try_own_password(*, user_id: int, address: str) -> LoginAttempt:
    """Count an attempt at one's own password. Raises RateLimited. Two SQL statements."""
    own = keyed_hash("own password", user_id)
    return LoginAttempt(
        address, _consume([(_login_address(address), "login_address"), (own, "login_account")])
    )


def try_to_sign_up(*, email: str, address: str) -> LoginAttempt:
    """Count an attempt to sign up. Raises RateLimited. Two SQL statements."""
    by_email = keyed_hash("signup e-mail", email_key(email))
    by_address = keyed_hash("signup address", address)
    return LoginAttempt(
        address, _consume([(by_address, "signup_address"), (by_email, "signup_email")])
    )


def refusal_of_tokens_for(user_id: int) -> RateLimited | None:
    """Count new tokens for this user; returns the error if they are too many.

    In the transaction that makes the tokens. One SQL statement.
    """
    return _refusal(keyed_hash("refresh", user_id), "refresh_account")


def refusal_of_bad_tokens(*, address: str) -> RateLimited | None:
    """Count an invalid refresh token; returns the error if they are too many.

    In a transaction that is committed in any case. One SQL statement.
    """
    return _refusal(keyed_hash("refresh address", address), "refresh_address")


def wait_in_words(seconds: int) -> str:
    """`1 second`, `50 seconds`, `6 minutes`, `2 hours`: rounded up."""
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            count = -(-seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "a moment"


def _login_address(address: str) -> UUID:
    return keyed_hash("login address", address)


def _login_account(name: str) -> UUID:
    return keyed_hash("login", email_key(name))


def _consume(wanted: Sequence[tuple[UUID, str]]) -> list[tuple[UUID, Rate]]:
    """Consume from each in turn until one is used up; earlier ones stay consumed."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An attempt is counted before the transaction."
        )
    consumed = []
    for key, name in wanted:
        rate = settings.RATES[name]
        if rate is not None:
            if wait := limits.consume(key, rate):
                raise _too_many(wait)
            consumed.append((key, rate))
    return consumed


def _refusal(key: UUID, name: str) -> RateLimited | None:
    rate = settings.RATES[name]
    wait = rate and limits.consume(key, rate)
    return _too_many(wait) if wait else None


def _too_many(wait: int) -> RateLimited:
    return RateLimited(TOO_MANY.format(wait=wait_in_words(wait)), wait)
