"""The sessions of a user: from which devices, and ending one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from core.common.errors import NotFound
from core.database.transactions import atomic_with_retry

from .locks import lock_user
from .mail_tokens import Purpose, check_token, redeem
from .models import RefreshToken, User
from .sessions import end_family, end_sessions_of


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session that has not ended; `last_used_at` is when its tokens were last renewed."""

    id: UUID
    device: str
    place: str
    created_at: datetime
    last_used_at: datetime
    current: bool


def sessions_of(user: User) -> Sequence[ListedSession]:
    """Return the user's sessions, the last renewed first. One SQL statement."""
    valid = RefreshToken.objects.filter(
        user=user, spent_at__isnull=True, revoked_at__isnull=True, expires_at__gt=Now()
    )
    return [
        ListedSession(
            id=token.family,
            device=token.device,
            place=token.place,
            created_at=token.began_at or token.created_at,
            last_used_at=token.created_at,
            current=token.family == user.session,
        )
        for token in valid.order_by("-pk")[: settings.SESSIONS_PER_PERSON]
    ]


def end_sessions_by_mail(*, token: str, address: str) -> None:
    """End all sessions by the code of a mail about a sign-in. Raises InvalidInput, RateLimited."""
    check_token(token, Purpose.END_SESSIONS, address=address)
    _end_by_mail(token)


@atomic_with_retry
def _end_by_mail(token: str) -> None:
    user, _ = redeem(token, Purpose.END_SESSIONS)
    end_sessions_of(user)


@atomic_with_retry
def end_session_of(*, user: User, session: UUID) -> None:
    """End this session of the user, with its access tokens and streams. Raises NotFound."""
    if not end_family(lock_user(user.pk), session):
        raise NotFound("Session not found.", "id")
