"""Signing in with a second factor after the password, and with a passkey alone."""

import json
from typing import Any

from django.db.models.functions import Now

from core.accounts.clients import Client
from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.notices_of_sign_ins import tell_of_sign_in
from core.accounts.sessions import Session, new_session
from core.common.errors import InvalidInput, Unauthenticated
from core.database.transactions import atomic_with_retry
from core.ratelimit.known_addresses import is_known, remember
from core.ratelimit.login_throttle import refusal_of_bad_tokens, refusal_of_challenges

from .assertions import check_assertion, names_user_of, options_for, passkey_of
from .attempts import counted
from .challenges import SecondFactorRequired, new_challenge, use, user_of
from .codes import WrongFactor, check_code
from .models import Passkey, Purpose
from .passkeys import INVALID, challenge_in
from .site import Site

ONE_OF_BOTH = "Send either a code or a passkey."


def sign_in_with_factor(
    *,
    challenge: str,
    code: str | None,
    credential: str | None,
    site: Site,
    client: Client,
) -> Session:
    """Return the session of a user whose password was right, by a code or a passkey.

    Raises InvalidInput, Unauthenticated for a challenge that was used or has expired, RateLimited.
    """
    if (code is None) == (credential is None):
        raise InvalidInput(ONE_OF_BOTH, "code")
    try:
        user = user_of(challenge, Purpose.SIGN_IN)
    except Unauthenticated as error:
        raise refusal_of_bad_tokens(address=client.address) or error from None
    with counted(user, client.address):
        session = _complete(user, challenge, code, credential, site, client)
    remember(names=(user.username, user.email), address=client.address)
    return session


def offer_passkey(required: SecondFactorRequired, site: Site) -> None:
    """Add the options for the user's passkeys, if there are any. Two SQL statements."""
    user = user_of(required.challenge, Purpose.SIGN_IN)
    required.passkey_options = options_for(required.challenge, site, user)


@atomic_with_retry
def _complete(
    user: User,
    challenge: str,
    code: str | None,
    credential: str | None,
    site: Site,
    client: Client,
) -> Session:
    found = lock_user(user.pk)
    if code is not None:
        check_code(found, code)
    else:
        _check_passkey(found, credential or "", challenge, site)
    use(challenge, Purpose.SIGN_IN, found)
    return _signed_in(found, client)


def _check_passkey(locked: User, credential: str, challenge: str, site: Site) -> None:
    passkey = _named(credential)
    if challenge_in(credential) != challenge or passkey is None or passkey.user_id != locked.pk:
        raise WrongFactor(INVALID, "credential")
    check_assertion(passkey, credential, challenge, site, alone=False)


def prove_by_code(*, user: User, code: str, address: str) -> None:
    """Use up a code of a user whose password was right. Raises InvalidInput, RateLimited.

    For the admin, whose sessions are not ours.
    """
    with counted(user, address):
        _use_code(user, code)


@atomic_with_retry
def _use_code(user: User, code: str) -> None:
    check_code(lock_user(user.pk), code)


def begin_passkey_login(*, site: Site, address: str) -> str:
    """Return the options for signing in with a passkey alone, JSON. Raises RateLimited."""
    if refusal := refusal_of_challenges(address=address):
        raise refusal
    options = options_for(new_challenge(Purpose.PASSKEY_SIGN_IN), site)
    assert options is not None  # noqa: S101 - None is for users without passkeys
    return options


def sign_in_with_passkey(*, credential: str, site: Site, client: Client) -> Session:
    """Return the session of the user of a passkey, whose authenticator has verified its user.

    Raises InvalidInput, Unauthenticated for a challenge that was used or has expired, RateLimited.
    """
    passkey = _of_anybody(credential, client.address)
    with counted(passkey.user, client.address):
        session = _sign_in(passkey, credential, site, client)
    remember(names=(session.user.username, session.user.email), address=client.address)
    return session


def prove_by_passkey(*, credential: str, site: Site, address: str) -> User:
    """Return the user of a passkey, as `sign_in_with_passkey` does, without a session.

    For the admin, whose sessions are not ours.
    """
    passkey = _of_anybody(credential, address)
    with counted(passkey.user, address):
        return _prove(passkey, credential, site)


def _of_anybody(credential: str, address: str) -> Passkey:
    """Return the passkey that a credential names. Raises InvalidInput, RateLimited."""
    passkey = _named(credential)
    if passkey is None or not names_user_of(passkey, _handle_in(credential)):
        raise refusal_of_bad_tokens(address=address) or WrongFactor(INVALID, "credential")
    return passkey


@atomic_with_retry
def _sign_in(passkey: Passkey, credential: str, site: Site, client: Client) -> Session:
    return _signed_in(_proven(passkey, credential, site), client)


@atomic_with_retry
def _prove(passkey: Passkey, credential: str, site: Site) -> User:
    return _proven(passkey, credential, site)


def _proven(passkey: Passkey, credential: str, site: Site) -> User:
    user = lock_user(passkey.user_id)
    found = Passkey.objects.filter(pk=passkey.pk).first()
    if found is None:
        raise WrongFactor(INVALID, "credential")
    challenge = challenge_in(credential)
    check_assertion(found, credential, challenge, site, alone=True)
    use(challenge, Purpose.PASSKEY_SIGN_IN)
    return user


def _signed_in(user: User, client: Client) -> Session:
    User.objects.filter(pk=user.pk).update(last_login=Now())
    if not is_known(name=user.username, address=client.address):
        tell_of_sign_in(user, client)
    return new_session(user, client)


def _named(credential: str) -> Passkey | None:
    named = _in(credential).get("id")
    return passkey_of(named) if isinstance(named, str) else None


def _handle_in(credential: str) -> str | None:
    handle = _in(credential).get("response", {}).get("userHandle")
    return handle if isinstance(handle, str) else None


def _in(credential: str) -> dict[str, Any]:
    """Return the fields of a credential whose form `challenge_in` has checked."""
    challenge_in(credential)
    found: dict[str, Any] = json.loads(credential)
    return found
