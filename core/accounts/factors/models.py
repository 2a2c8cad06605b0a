"""Authenticator apps, recovery codes, passkeys, and the challenges by which they are proved."""

from django.db import models
from django.db.models.functions import Now

from core.accounts.models import User

MAX_NAME_LENGTH = 50
# Longer ones are refused. Source: W3C, "Web Authentication Level 3", section 7.1.
MAX_CREDENTIAL_ID_BYTES = 1_023


class Totp(models.Model):
    """The authenticator app of a user."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="totp")
    secret = models.CharField(max_length=200, help_text="Encrypted.")
    # Without a first code it is not in use.
    confirmed_at = models.DateTimeField(null=True)
    # Of the last code that was accepted: none is accepted twice.
    last_step = models.BigIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code for one sign-in without the other factors."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of user and code, hex.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Passkey(models.Model):
    """A key pair of which an authenticator keeps the private part."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=MAX_NAME_LENGTH * 30)
    credential_id = models.BinaryField(unique=True, max_length=MAX_CREDENTIAL_ID_BYTES)
    public_key = models.BinaryField()
    handle = models.BinaryField(help_text="By which the authenticator knows the user.")
    # Of signatures; one that does not grow was made by a copy. Many authenticators keep it at 0.
    sign_count = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    """What a challenge is for: no other use of it counts."""

    SIGN_IN = "sign_in"
    REGISTER = "register"
    PASSKEY_SIGN_IN = "passkey_sign_in"


class Challenge(models.Model):
    """A random text that is good for one act, for a few minutes."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256, hex.")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    # Of the user then: what ends all sessions ends the challenge.
    token_version = models.PositiveIntegerField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id or ''}"
