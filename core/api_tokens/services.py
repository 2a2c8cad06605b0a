"""Making and revoking API tokens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.notices import tell_of_new_api_token
from core.accounts.password_changes import counted_as_try
from core.accounts.passwords import check_own_password
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.common.faults import Faults
from core.common.keyed_hashes import keyed_hash
from core.common.text import clean_line
from core.database.transactions import atomic_with_retry
from core.ratelimit import limits
from core.ratelimit.login_throttle import wait_in_words
from core.ratelimit.write_quotas import consume
from core.realtime.models import LiveKind
from core.realtime.publish import publish

from .models import ApiToken, Scope
from .selectors import valid_tokens_of
from .text import digest_of, new_token

MAX_TOKENS = 20
MAX_NAME_LENGTH = 50
MAX_DAYS = 366
DEFAULT_DAYS = 90
PURGED = 1_000

_PURGE = """
    DELETE FROM core_apitoken WHERE id = ANY(ARRAY(
        SELECT token.id FROM core_apitoken token JOIN core_user person ON person.id = token.user_id
        WHERE token.expires_at < now() OR token.token_version <> person.token_version
        LIMIT %s FOR UPDATE OF token SKIP LOCKED))
"""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token, and its text, which is known only now."""

    row: ApiToken
    text: str


def create_api_token_with_password(
    *, user: User, password: str, address: str, name: str, scopes: Collection[Scope], days: int
) -> NewToken:
    """Make a token for a user who has confirmed it by the password; it outlives the session.

    `address` is the client's. Raises what create_api_token does; a wrong password counts as an
    attempt to sign in.
    """
    with counted_as_try(user, address):
        return _create_with_password(user, password, name, scopes, days)


@atomic_with_retry
def _create_with_password(
    user: User, password: str, name: str, scopes: Collection[Scope], days: int
) -> NewToken:
    check_own_password(lock_user(user.pk), password, field="password")
    return create_api_token(user=user, name=name, scopes=scopes, days=days)


@atomic_with_retry
def create_api_token(
    *, user: User, name: str, scopes: Collection[Scope], days: int = DEFAULT_DAYS
) -> NewToken:
    """Make a token that is valid for so many days, and tell its user by mail.

    Whatever its scopes, it reads: a mutation answers with all that its user may read. At most
    MAX_TOKENS a user. Raises InvalidInput, naming every argument at fault, and RateLimited.
    """
    faults = Faults()
    with faults.collect():
        name = clean_line(name, field="name", longest=MAX_NAME_LENGTH)
    with faults.collect():
        if not scopes:
            raise InvalidInput("Choose at least one scope.", "scopes")
    with faults.collect():
        if not 1 <= days <= MAX_DAYS:
            raise InvalidInput(f"Choose 1 to {MAX_DAYS} days.", "expiresInDays")
    faults.report()
    locked = lock_user(user.pk)
    dead = Q(expires_at__lte=Now()) | ~Q(token_version=locked.token_version)
    ApiToken.objects.filter(dead, user=locked).delete()
    if ApiToken.objects.filter(user=locked).count() >= MAX_TOKENS:
        raise InvalidInput(f"You have {MAX_TOKENS} API tokens, the maximum. Revoke one first.")
    consume("api_tokens", user_id=locked.pk)
    text = new_token()
    row = ApiToken.objects.create(
        user=locked,
        name=name,
        scopes=[scope for scope in Scope if scope in {Scope.READ, *scopes}],
        digest=digest_of(text) or "",
        last_four=text[-4:],
        token_version=locked.token_version,
        expires_at=Now() + timedelta(days=days),
    )
    row.refresh_from_db()
    tell_of_new_api_token(locked, name=name)
    return NewToken(row, text)


@atomic_with_retry
def revoke_api_token(*, user: User, token: int) -> None:
    """Revoke a token, at once, and end its streams. Raises NotFound, naming the argument `id`."""
    deleted, _ = valid_tokens_of(user.pk).filter(pk=token).delete()
    if not deleted:
        raise NotFound("API token not found.", "id")
    # Every stream of the user looks whether what it was opened with is still valid.
    publish(LiveKind.SESSIONS_ENDED, person=user.pk)


def count_writes(*, token: int, times: int) -> None:
    """Consume from the token's own limit of writes, beside its user's. Raises RateLimited.

    One SQL statement.
    """
    rate = settings.RATES["api_token_writes"]
    if rate is None:
        return
    wait = limits.consume(keyed_hash("writes by API token", token), rate, times=times)
    if wait:
        raise RateLimited(
            f"This API token has reached its limit of {rate.count} writes per {rate.period}. "
            f"Try again in {wait_in_words(wait)}.",
            wait,
        )


def purge() -> int:
    """Delete up to PURGED tokens that are no longer valid; returns how many. Scans the table."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [PURGED])
        return int(cursor.rowcount)
