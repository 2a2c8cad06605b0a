"""API tokens."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Scope(models.TextChoices):
    """What a token allows; each of the others includes reading."""

    READ = "read"
    WRITE = "write"
    FOLLOW = "follow"
    MODERATE = "moderate"


class ApiToken(models.Model):
    """A token of a user, valid while it has not expired and the user's token version is the same.

    So whatever ends all sessions of the user ends it. What is revoked has no row.
    """

    user = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    name = models.CharField(max_length=500)
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope.choices))
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex.")
    last_four = models.CharField(max_length=4, help_text="Its last letters, to tell it by.")
    token_version = models.PositiveIntegerField(help_text="That of its user when it was made.")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)
    last_used_at = models.DateTimeField(null=True, help_text="To the hour.")

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"
