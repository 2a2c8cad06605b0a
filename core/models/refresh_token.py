"""Refresh tokens: only a hash is kept, and each belongs to a family."""

from django.db import models
from django.utils import timezone

from .user import User


class RefreshToken(models.Model):
    """One use-once token. Using it spends it and makes its successor in the same family.

    A spent token that is shown again has been stolen (by whoever used it first or second), so
    the whole family is revoked. Source: RFC 9700, section 4.14.2.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="refresh_tokens")
    family = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex.")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.family}"
