"""Passkeys: registered, listed and removed. Source: W3C, "Web Authentication Level 3"."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.password_changes import counted_as_try
from core.accounts.passwords import check_own_password
from core.common.errors import InvalidInput, NotFound
from core.common.keyed_hashes import keyed_hash
from core.common.text import BYTES_EACH_IN_SHORT, clean_line
from core.database.transactions import atomic_with_retry

from .challenges import bytes_of, new_challenge, use
from .models import MAX_CREDENTIAL_ID_BYTES, MAX_NAME_LENGTH, Passkey, Purpose
from .notices import Change, tell
from .site import Site
from .state import first_codes, removed

MAX_PASSKEYS = 20
MAX_CREDENTIAL_LENGTH = 20_000
RP_NAME = "Social graph"
INVALID = "This passkey was not accepted."


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey, and recovery codes if it is the first factor."""

    passkey: Passkey
    recovery_codes: Sequence[str]


def handle_of(user: User) -> bytes:
    """Return what authenticators know the user by; it tells nothing to others.

    It stays as long as a passkey has it, whatever the SECRET_KEY. One SQL statement.
    """
    known = Passkey.objects.filter(user=user).values_list("handle", flat=True).first()
    return bytes(known) if known else keyed_hash("passkey user", user.pk).bytes


def begin_passkey(*, user: User, password: str, address: str, site: Site) -> str:
    """Return the options for `navigator.credentials.create`, JSON.

    Raises InvalidInput, RateLimited.
    """
    with counted_as_try(user, address):
        return _begin(user, password, site)


@atomic_with_retry
def _begin(user: User, password: str, site: Site) -> str:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    known = list(Passkey.objects.filter(user=found).values_list("credential_id", flat=True))
    if len(known) >= MAX_PASSKEYS:
        raise InvalidInput(f"You have {MAX_PASSKEYS} passkeys. Remove one first.")
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=RP_NAME,
        user_id=handle_of(found),
        user_name=found.username,
        user_display_name=found.get_full_name(),
        challenge=bytes_of(new_challenge(Purpose.REGISTER, found)),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(each)) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


@atomic_with_retry
def confirm_passkey(*, user: User, credential: str, name: str, site: Site) -> NewPasskey:
    """Register the passkey that an authenticator made. Raises InvalidInput, Unauthenticated."""
    found = lock_user(user.pk)
    name = clean_line(
        name,
        field="name",
        longest=MAX_NAME_LENGTH,
        most_bytes=MAX_NAME_LENGTH * BYTES_EACH_IN_SHORT,
    )
    challenge = challenge_in(credential)
    use(challenge, Purpose.REGISTER, found)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=bytes_of(challenge),
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
        )
    except (WebAuthnException, ValueError) as error:
        raise InvalidInput(INVALID, "credential") from error
    if len(made.credential_id) > MAX_CREDENTIAL_ID_BYTES:
        raise InvalidInput(INVALID, "credential")
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise InvalidInput("This passkey is registered already.", "credential")
    passkey = Passkey.objects.create(
        user=found,
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        handle=handle_of(found),
        sign_count=made.sign_count,
    )
    tell(found, Change.PASSKEY_ADDED)
    return NewPasskey(passkey, first_codes(found))


def remove_passkey(*, user: User, passkey: int, password: str, address: str) -> None:
    """Remove one of the user's passkeys. Raises InvalidInput, NotFound, RateLimited."""
    with counted_as_try(user, address):
        _remove(user, passkey, password)


@atomic_with_retry
def _remove(user: User, passkey: int, password: str) -> None:
    found = lock_user(user.pk)
    check_own_password(found, password, field="password")
    if not Passkey.objects.filter(user=found, pk=passkey).delete()[0]:
        raise NotFound("Passkey not found.", "id")
    tell(found, Change.PASSKEY_REMOVED)
    removed(found)


def challenge_in(credential: str) -> str:
    """Return the challenge that a credential answers. Raises InvalidInput for another form.

    `credential` is the JSON of `PublicKeyCredential.toJSON()`. Nothing of it is verified yet.
    """
    try:
        client_data: Any = json.loads(
            bytes_of(json.loads(_bounded(credential))["response"]["clientDataJSON"])
        )
        return str(client_data["challenge"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidInput(INVALID, "credential") from error


def _bounded(credential: str) -> str:
    if len(credential) > MAX_CREDENTIAL_LENGTH:
        raise ValueError("The credential is too long.")
    return credential
