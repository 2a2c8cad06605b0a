"""Proving a passkey: the options for an authenticator, and its signature."""

import logging

from django.db.models.functions import Now
from webauthn import (
    generate_authentication_options,
    options_to_json,
    verify_authentication_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from core.accounts.models import User

from .challenges import bytes_of
from .codes import WrongFactor
from .models import Passkey
from .passkeys import INVALID
from .site import Site

logger = logging.getLogger(__name__)


def options_for(challenge: str, site: Site, user: User | None = None) -> str | None:
    """Return the options for `navigator.credentials.get`, JSON; for anybody without `user`.

    None for a user without passkeys. One SQL statement for a user.
    """
    passkeys = Passkey.objects.filter(user=user) if user else Passkey.objects.none()
    ids = [bytes(each) for each in passkeys.values_list("credential_id", flat=True)]
    if user is not None and not ids:
        return None
    verification = UserVerificationRequirement
    options = generate_authentication_options(
        rp_id=site.domain,
        challenge=bytes_of(challenge),
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in ids],
        user_verification=verification.PREFERRED if user else verification.REQUIRED,
    )
    return options_to_json(options)


def passkey_of(credential_id: str) -> Passkey | None:
    """Return the passkey of this id, with its user; None if it is unknown. One SQL statement."""
    try:
        raw = base64url_to_bytes(credential_id)
    except ValueError:
        return None
    return Passkey.objects.select_related("user").filter(credential_id=raw).first()


def check_assertion(
    passkey: Passkey, credential: str, challenge: str, site: Site, *, alone: bool
) -> None:
    """Check the signature, and count it. Raises WrongFactor. One SQL statement.

    The user is locked. `alone`, as the only factor, the authenticator must have verified its user.
    A count that does not grow is that of a copy.
    """
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=bytes_of(challenge),
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError) as error:
        logger.warning("passkey refused: %s", type(error).__name__)
        raise WrongFactor(INVALID, "credential") from error
    passkey.sign_count = verified.new_sign_count
    passkey.last_used_at = Now()
    passkey.save(update_fields=["sign_count", "last_used_at"])


def names_user_of(passkey: Passkey, handle: str | None) -> bool:
    """Return whether an authenticator took the signer for the passkey's user, or named nobody."""
    return handle is None or bytes_of(handle) == bytes(passkey.handle)
