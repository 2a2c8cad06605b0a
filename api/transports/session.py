"""The session of a connection: user, token expiry, and whether it was ended."""

import time
from dataclasses import dataclass

from django.http import HttpRequest

from api.auth.tokens import Credential, credential_of, seconds_left, user_with
from api.context import Context
from core.accounts.models import User
from core.common.errors import Unauthenticated
from core.visibility import Viewer, hidden_people, muted_people, muted_words

EXPIRED = "Your session has expired."
ENDED = "Your session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class Session:
    """A user and their token; `expires_at` is by this process's monotonic clock."""

    request: HttpRequest
    person: int
    sees_as_anyone: bool
    credential: Credential
    expires_at: float

    @property
    def seconds_left(self) -> float:
        """Seconds until the token expires."""
        return self.expires_at - time.monotonic()

    def check(self) -> User:
        """Return the current user. Raises Unauthenticated. Cost: one SQL statement."""
        try:
            return user_with(self.credential)
        except Unauthenticated:
            raise Unauthenticated(ENDED) from None

    def context(self, request_id: str) -> Context:
        """Return the context for one event. Raises Unauthenticated. Cost: one SQL statement."""
        context = Context(self.request, request_id)
        context.viewer = self.check()
        return context

    def context_of_anyone(self, request_id: str) -> Context:
        """Return a context without a viewer, for a shared response, as `context` does."""
        context = self.context(request_id)
        context.read_by = self.person
        context.viewer = None
        return context


def sees_as_anyone(viewer: User) -> bool:
    """Return whether the answer to this user may be the one to others.

    A suspended user sees content that is hidden from others, a block hides some from its two, and
    who mutes others, or words, is not sent what they do, or texts with them.
    """
    reader = Viewer.of(viewer)
    mutes = muted_people(reader) or muted_words(reader)
    return viewer.is_active and not hidden_people(reader) and not mutes


def session_of(context: Context) -> Session:
    """Return the session of the viewer. Raises Unauthenticated without a viewer."""
    viewer = context.viewer
    if viewer is None:
        raise Unauthenticated("Sign in first.")
    return Session(
        request=context.request,
        person=viewer.pk,
        sees_as_anyone=sees_as_anyone(viewer),
        credential=credential_of(viewer),
        expires_at=time.monotonic() + seconds_left(context.token, viewer),
    )
