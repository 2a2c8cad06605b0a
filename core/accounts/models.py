"""Users."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from core.search import NameWordsField
from core.visibility.commenters import Commenters
from core.visibility.lists import ListAudience

from .password_spellings import as_hashed, spellings_of

# `username__lower="ada"` reads the indexes below; Django's own `iexact` compares in upper case.
models.CharField.register_lookup(Lower)

# No "@": a name can then never be mistaken for an e-mail address at login.
USERNAME_VALIDATOR = RegexValidator(
    r"^[A-Za-z0-9_.-]+\Z", "Use letters, digits, dots, dashes and underscores only."
)

SESSION_SALT = "core.accounts.models.User.get_session_auth_hash"
# Names are in no language: no stemming, no stop words.
NAME_SEARCH_CONFIG = "simple"


class UserManager(BaseUserManager["User"]):
    """Finds users by name; makes the first administrator for `createsuperuser`.

    Users whose account was deleted are left out.
    """

    def get_queryset(self) -> models.QuerySet["User"]:
        """Return all users whose account is not deleted."""
        return super().get_queryset().filter(deleted_at__isnull=True).defer("name_words")

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user of that name, whatever the case."""
        found: User = self.get(username__lower=(username or "").lower())
        return found

    def create_superuser(self, username: str, email: str, password: str, **extra: Any) -> "User":
        """Create an administrator, by the same service as every other user."""
        from .signup import create_user  # the service imports this module

        return create_user(
            username=username, email=email, password=password, is_staff=True, is_superuser=True
        )


class AllUsersManager(models.Manager["User"]):
    """Finds deleted users too."""

    def get_queryset(self) -> models.QuerySet["User"]:
        """Return all users."""
        return super().get_queryset().defer("name_words")


class User(AbstractBaseUser, PermissionsMixin):
    """A user. Username and e-mail are unique whatever the case."""

    username = models.CharField(max_length=30, validators=[USERNAME_VALIDATOR])
    email = models.EmailField(max_length=254)
    # As long as the bytes that are allowed; the services count characters.
    display_name = models.CharField(max_length=1_500, blank=True)
    bio = models.CharField(max_length=9_000, blank=True)
    profile_image = models.FileField(max_length=200, blank=True)
    profile_image_small = models.FileField(max_length=200, blank=True)
    date_joined = models.DateTimeField(db_default=Now())
    is_active = models.BooleanField(
        default=True, help_text="Switch off to suspend a person without deleting anything."
    )
    # By the user, for a time; then `is_active` is false too, see standing.py.
    deactivated_at = models.DateTimeField(null=True, editable=False)
    # Of a deactivated user, who is otherwise suspended when inactive.
    also_suspended = models.BooleanField(default=False, db_default=False, editable=False)
    is_private = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Only followers see the posts, and they are accepted one by one.",
    )
    is_limited = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="By a moderator: only followers see the posts.",
    )
    # When they end; null while neither holds, and for what holds for good.
    suspended_until = models.DateTimeField(null=True, editable=False)
    limited_until = models.DateTimeField(null=True, editable=False)
    # Whether any of their posts was ever for fewer than everybody: then viewers count them each
    # for themselves.
    has_narrow_posts = models.BooleanField(default=False, db_default=False, editable=False)
    # Of their posts from now on, where a post does not say otherwise.
    who_may_comment = models.PositiveSmallIntegerField(
        choices=Commenters.choices, default=Commenters.EVERYBODY, db_default=Commenters.EVERYBODY
    )
    followers_visible_to = models.PositiveSmallIntegerField(
        choices=ListAudience.choices,
        default=ListAudience.EVERYBODY,
        db_default=ListAudience.EVERYBODY,
    )
    following_visible_to = models.PositiveSmallIntegerField(
        choices=ListAudience.choices,
        default=ListAudience.EVERYBODY,
        db_default=ListAudience.EVERYBODY,
    )
    is_discoverable = models.BooleanField(
        default=True, db_default=True, help_text="May be suggested, and found in searches."
    )
    # Whether a sign-in asks for more than the password (factors/state.py).
    has_second_factor = models.BooleanField(default=False, db_default=False, editable=False)
    is_staff = models.BooleanField(default=False, help_text="May enter the admin.")
    # Of mails and messages; empty until it is known.
    language = models.CharField(
        max_length=8, choices=settings.LANGUAGES, blank=True, default="", db_default=""
    )
    # Off from sign-up until the address was confirmed, and again once mail to it bounces.
    is_email_verified = models.BooleanField(
        default=True, db_default=True, help_text="Mail to the address has reached the person."
    )
    # Every access token carries this number, and every session of the admin knows it; raising it
    # ends all of them at once.
    token_version = models.PositiveIntegerField(default=1, editable=False)
    # The row stays, without anything about the user, until the last of their documents is gone.
    deleted_at = models.DateTimeField(null=True, editable=False)
    # What searches find the user by; empty until a job has read the names.
    name_words = NameWordsField()

    # When this was read, by PostgreSQL's clock; for users who were found by a token.
    seen_at: datetime
    # The epoch of the stores then; None for other users.
    epoch: str | None = None
    # Whom a block hides from them; None for other users, and where these are many (`hides_many`).
    hidden: str | None = None
    hides_many: bool = False
    # And whom they mute.
    muted: Sequence[int] | None = None
    # And whether there is a private account, or a post that is not public.
    any_narrow: bool | None = None
    # Of the rules about content, where the token of a request found the user (core/rules).
    rules_version: int | None = None
    # And which words.
    muted_words: Sequence[str] | None = None
    # The session of the token by which they were found, or that was just made for them.
    session: UUID | None = None
    # The API token that they were found by, its digest, what it allows, and when it expires; None
    # for a session.
    api_token: int | None = None
    api_token_digest: str | None = None
    scopes: Sequence[str] | None = None
    token_expires_at: datetime | None = None

    objects = UserManager()
    with_deleted = AllUsersManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique",
                violation_error_message="This username is taken.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="This e-mail address is already in use.",
            ),
        ]
        indexes = [
            models.Index(
                OpClass(Lower("username"), name="text_pattern_ops"), name="user_username_prefix"
            ),
            GinIndex(fields=["name_words"], name="user_name_words", gin_pending_list_limit=1024),
            models.Index(
                fields=["-id"],
                name="user_without_name_words",
                condition=models.Q(name_words__isnull=True),
            ),
            # Of the release before; the next one drops it.
            GinIndex(
                SearchVector("display_name", config=NAME_SEARCH_CONFIG), name="user_name_search"
            ),
            # Few among very many, looked for by the admin.
            models.Index(
                fields=["-id"], name="user_suspended", condition=models.Q(is_active=False)
            ),
            models.Index(
                fields=["deactivated_at"],
                name="user_deactivated",
                condition=models.Q(deactivated_at__isnull=False),
            ),
            models.Index(fields=["-id"], name="user_staff", condition=models.Q(is_staff=True)),
            models.Index(fields=["id"], name="user_private", condition=models.Q(is_private=True)),
            models.Index(
                fields=["id"],
                name="user_seen_by_followers",
                condition=models.Q(is_private=True) | models.Q(is_limited=True),
            ),
            models.Index(
                fields=["id"], name="user_deleted", condition=models.Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_deactivated(self) -> bool:
        """Whether the user has hidden the account, and may bring it back."""
        return self.deactivated_at is not None

    @property
    def is_suspended(self) -> bool:
        """Whether staff have hidden the account."""
        return not self.is_active and (self.also_suspended or not self.is_deactivated)

    @property
    def has_posts_for_some(self) -> bool:
        """Whether viewers may see different numbers of posts of theirs."""
        return self.is_private or self.is_limited or self.has_narrow_posts

    def set_password(self, raw_password: str | None) -> None:
        """Hash the password in the one form of all its spellings; None makes it unusable."""
        super().set_password(None if raw_password is None else as_hashed(raw_password))

    def save(self, **options: Any) -> None:
        """Save; with a new password everything that was issued before is void.

        It may be set by a service, a command of Django's or a shell. A hash renewed with the
        same password ends nothing. Source: AbstractBaseUser, which forgets `_password` then.
        """
        fields = options.get("update_fields")
        raw: str | None = self._password  # type: ignore[attr-defined]
        is_new = raw is not None and (fields is None or "password" in fields)
        if self._state.adding or not is_new:
            super().save(**options)
            return
        from .mail_tokens import Purpose, void  # which import this module
        from .sessions import revoke_all_of

        if fields is not None:
            options["update_fields"] = {*fields, "token_version"}
        with transaction.atomic():
            # Whatever this instance knows of it: others may have ended sessions meanwhile.
            self.token_version = F("token_version") + 1
            super().save(**options)
            self.refresh_from_db(fields=["token_version"])
            revoke_all_of(self)
            void(self, Purpose.RESET, Purpose.CHANGE_OLD, Purpose.CHANGE_NEW)

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password, in any spelling. Costs a hash for each."""
        check = super().check_password
        return any(check(spelling) for spelling in spellings_of(raw_password or ""))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session of the admin must know: of this password and token version.

        So what ends all access tokens ends those sessions too.
        """
        known = f"{self.password}:{self.token_version}"
        return salted_hmac(SESSION_SALT, known, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Return the name to show: the display name, or the username where there is none."""
        return self.display_name or self.username

    get_short_name = get_full_name


class RefreshToken(models.Model):
    """One single-use token. Using it creates its successor in the same family.

    A used token that is presented again has been stolen, by its first or its second user, so
    the whole family is revoked. Source: RFC 9700, section 4.14.2.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="refresh_tokens")
    family = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex.")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # Then a token whose row is gone still tells which session it belonged to.
    names_family = models.BooleanField(db_default=False)
    # Of the session, and handed on from token to token: when it began, with which browser and
    # system, and from where, in coarse terms.
    began_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, db_default="")
    place = models.CharField(max_length=50, db_default="")

    class Meta:
        indexes = [
            # The one valid token of a session: that of each request is looked up here.
            models.Index(
                fields=["family"],
                name="refresh_token_valid",
                condition=models.Q(spent_at__isnull=True, revoked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.family}"
