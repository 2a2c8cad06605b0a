"""How often passwords and tokens may be tried, by account and by address.

The count is committed before the password is checked, so that parallel attempts count like
successive ones. An attempt counts as a failure and as a success until it is known which it was;
the other count is then refunded.

Two rate limits bound failures. One is the address's, for all accounts. The other is the account's
and shared by all addresses, or thousands of them would each have a few attempts. Somebody could use
that up on purpose, to lock a user out; so an address from which the account has signed in before
has a limit of its own for that account, and only that one counts there. Source: NIST SP 800-63B,
section 5.2.2, and core/ratelimit/known_addresses.py.

Two more bound successes, by account and by address, far above what people and apps need: each costs
a hash and a session. Only those who know the password can use up an account's.

Signing up is counted by address, and by address and e-mail together: nobody uses up the attempts of
somebody else, whatever e-mail they name.

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

from core.common import turns
from core.common.email_addresses import email_key
from core.common.errors import Overloaded, RateLimited
from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate

from . import known_addresses, limits

Wanted = tuple[UUID, str]
"""The key of a limit, and the name of its rate in settings.RATES."""
Consumed = tuple[UUID, Rate]
"""The key of a limit from which one was consumed, and its rate."""

TOO_MANY = "Too many attempts. Try again in {wait}."


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """An attempt at a password, counted as a failure and as a success until it is known which."""

    address: str
    as_failure: Sequence[Consumed]
    as_success: Sequence[Consumed] = ()
    from_known_address: bool = False

    def succeeded(self) -> None:
        """Count it as a success only. A known address gets all its failures back."""
        if not self.from_known_address:
            _refund(self.as_failure)
            return
        for key, _ in self.as_failure:
            limits.restore(key)

    def failed(self) -> None:
        """Count it as a failure only."""
        _refund(self.as_success)

    @contextmanager
    def refunded_if_overloaded(self) -> Iterator[None]:
        """Refund the attempt where the block raises Overloaded: no password was looked at.

        Passwords that the block hashes are hashed in the turn of this address.
        """
        try:
            with turns.of(self.address):
                yield
        except Overloaded:
            _refund([*self.as_failure, *self.as_success])
            raise

    def signed_in(self, *names: str) -> None:
        """Like `succeeded`, and remember the address as one of the user's."""
        self.succeeded()
        known_addresses.remember(names=names, address=self.address)


def try_to_sign_in(*, name: str, address: str) -> LoginAttempt:
    """Count an attempt at signing in. Raises RateLimited, before any password was hashed.

    Four SQL statements for an address that is known, five for another.
    """
    is_known = known_addresses.is_known(name=name, address=address)
    if is_known:
        failures = [(keyed_hash("login", email_key(name), address), "login_account")]
    else:
        # The address first: a client that has used that up cannot use up what others share.
        failures = [
            (_login_address(address), "login_address"),
            (_login_account(name), "login_account"),
        ]
    return _attempt(address, failures, keyed_hash("signin", email_key(name)), is_known=is_known)


def try_own_password(*, user_id: int, address: str) -> LoginAttempt:
    """Count an attempt at one's own password. Raises RateLimited. Four SQL statements."""
    own = keyed_hash("own password", user_id)
    failures = [(_login_address(address), "login_address"), (own, "login_account")]
    return _attempt(address, failures, keyed_hash("own password used", user_id))


def try_second_factor(*, user_id: int, name: str, address: str) -> LoginAttempt:
    """Count an attempt at a second factor. Raises RateLimited. Five SQL statements.

    From an address that is known for the user's name it is counted apart, as a password is.
    """
    is_known = known_addresses.is_known(name=name, address=address)
    own = keyed_hash("second factor", user_id, *([address] if is_known else []))
    failures = [(_login_address(address), "login_address"), (own, "login_account")]
    return _attempt(address, failures, keyed_hash("second factor used", user_id))


def try_to_sign_up(*, email: str, address: str) -> LoginAttempt:
    """Count an attempt to sign up. Raises RateLimited. Two SQL statements."""
    by_email = keyed_hash("signup e-mail", email_key(email), address)
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


def refusal_of_challenges(*, address: str) -> RateLimited | None:
    """Count a challenge that anybody may ask for; returns the error if they are too many.

    One SQL statement.
    """
    return _refusal(keyed_hash("challenge address", address), "challenge_address")


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


def _attempt(
    address: str, failures: Sequence[Wanted], account: UUID, *, is_known: bool = False
) -> LoginAttempt:
    """Consume from the limits of failures, then from those of successes. Raises RateLimited."""
    as_failure = _consume(failures)
    by_address = keyed_hash("signin address", address)
    try:
        as_success = _consume([(account, "signin_account"), (by_address, "signin_address")])
    except RateLimited:
        _refund(as_failure)  # no password was looked at
        raise
    return LoginAttempt(address, as_failure, as_success, is_known)


def _refund(consumed: Sequence[Consumed]) -> None:
    for key, rate in consumed:
        limits.refund(key, rate)


def _consume(wanted: Sequence[Wanted]) -> list[Consumed]:
    """Consume from each in turn until one is used up; earlier ones stay consumed."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An attempt is counted before the transaction."
        )
    consumed: list[Consumed] = []
    for key, name in wanted:
        rate = settings.RATES[name]
        if rate is not None:
            if wait := limits.consume(key, rate):
                raise too_many(wait)
            consumed.append((key, rate))
    return consumed


def _refusal(key: UUID, name: str) -> RateLimited | None:
    rate = settings.RATES[name]
    wait = rate and limits.consume(key, rate)
    return too_many(wait) if wait else None


def too_many(wait: int) -> RateLimited:
    """Return the error for attempts that are too many; it says when the next is possible."""
    return RateLimited(TOO_MANY.format(wait=wait_in_words(wait)), wait)
