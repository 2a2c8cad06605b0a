"""Tokens that prove who reads the mail of an address: single use, timed, stored as a hash.

A token follows from the random seed of the job that sends it and from SECRET_KEY. So a job that is
retried sends the same one again, and neither the job's row nor the token's reveals it.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower, Now

from core.common.email_addresses import spellings_of
from core.common.errors import InvalidInput
from core.common.keyed_hashes import key_for
from core.ratelimit.mail_limits import refusal_of_mail_tokens

from .locks import lock_user
from .models import User

INVALID = "This link is not valid any more. Ask for a new one."


class Purpose(models.IntegerChoices):
    """What a token is for; a token of one purpose is none of another."""

    VERIFY = 0, "confirm the address"
    RESET = 1, "set a new password"
    CHANGE_OLD = 2, "allow a change, at the old address"
    CHANGE_NEW = 3, "confirm a change, at the new address"
    UNDO_CHANGE = 4, "cancel a change, at the old address"
    END_SESSIONS = 5, "end all sessions, after a sign-in from elsewhere"


LIFETIMES = {
    Purpose.VERIFY: timedelta(hours=24),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_OLD: timedelta(hours=24),
    Purpose.CHANGE_NEW: timedelta(hours=24),
    Purpose.UNDO_CHANGE: timedelta(days=7),
    Purpose.END_SESSIONS: timedelta(days=7),
}
# Of these the address is the user's own, so a change of it voids them.
_OF_THE_OWN_ADDRESS = (Purpose.VERIFY, Purpose.RESET, Purpose.END_SESSIONS)


class MailToken(models.Model):
    """A token that was sent. `address` is what it is about, not always where it was sent."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_tokens")
    purpose = models.PositiveSmallIntegerField(choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex.")
    address = models.EmailField(max_length=254)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                Lower("address"),
                name="mailtoken_reserved",
                condition=models.Q(purpose=Purpose.UNDO_CHANGE.value),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_purpose_display()}"


def issue(user: User, purpose: Purpose, *, address: str, seed: str) -> str | None:
    """Return the token of this seed, stored; None if it was used or voided meanwhile.

    Two SQL statements.
    """
    said = json.dumps([seed, int(purpose), user.pk, address]).encode()
    secret = hmac.digest(key_for("mail tokens"), said, "sha256")
    token = urlsafe_b64encode(secret).decode().rstrip("=")
    # A row that is there is of an earlier attempt to send the same mail.
    MailToken.objects.bulk_create(
        [
            MailToken(
                user=user,
                purpose=purpose,
                digest=_digest(token),
                address=address,
                expires_at=Now() + LIFETIMES[purpose],
            )
        ],
        ignore_conflicts=True,
    )
    return token if _valid(token).exists() else None


def check_token(token: str, *purposes: Purpose, address: str) -> None:
    """Raise InvalidInput unless the token is valid now; RateLimited after too many wrong ones.

    `address` is the client's. Call it before the transaction that redeems the token. One SQL
    statement, and one more for a wrong token.
    """
    if not _valid(token).filter(purpose__in=purposes).exists():
        raise refusal_of_mail_tokens(address=address) or InvalidInput(INVALID, "token")


def redeem(token: str, *purposes: Purpose) -> tuple[User, MailToken]:
    """Use up the token and return its user, locked. Raises InvalidInput.

    Of two that redeem it at once, the second waits for the first and is refused.
    """
    found = _valid(token).filter(purpose__in=purposes)
    uid = found.values_list("user_id", flat=True).first()
    if uid is None:
        raise InvalidInput(INVALID, "token")
    user = lock_user(uid)
    row = found.first()
    if row is None or (row.purpose in _OF_THE_OWN_ADDRESS and row.address != user.email):
        raise InvalidInput(INVALID, "token")
    MailToken.objects.filter(pk=row.pk).update(used_at=Now())
    return user, row


def void(user: User, *purposes: Purpose) -> None:
    """Make the tokens of these purposes invalid, used ones too. One SQL statement."""
    MailToken.objects.filter(user=user, purpose__in=purposes).update(expires_at=F("created_at"))


def void_later(row: MailToken) -> None:
    """Make the user's tokens of the same purpose after this one invalid. One SQL statement."""
    later = MailToken.objects.filter(user=row.user_id, purpose=row.purpose, pk__gt=row.pk)
    later.update(expires_at=F("created_at"))


def is_reserved(address: str, user: User) -> bool:
    """Return whether another user may still take this address back. One SQL statement."""
    spellings = [each.lower() for each in spellings_of(address)]
    reserved = MailToken.objects.filter(
        purpose=Purpose.UNDO_CHANGE, used_at__isnull=True, expires_at__gt=Now()
    )
    reserved = reserved.annotate(lowered=Lower("address")).filter(lowered__in=spellings)
    return reserved.exclude(user_id=user.pk).exists()


def _valid(token: str) -> models.QuerySet[MailToken]:
    return MailToken.objects.filter(
        digest=_digest(token), used_at__isnull=True, expires_at__gt=Now()
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
