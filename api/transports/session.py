"""Who is connected, for how long their token holds, and whether their sessions have ended."""

import time
from dataclasses import dataclass

from django.http import HttpRequest

from api.auth.tokens import expiry_of
from api.context import Context
from core.accounts.models import User
from core.accounts.selectors import authenticated_user
from core.common.errors import Unauthenticated

EXPIRED = "Your session has expired."
ENDED = "Your session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class Session:
    """A person, by the token that they connected with; `expires_at` in seconds since 1970."""

    request: HttpRequest
    person: int
    is_suspended: bool
    token_version: int
    expires_at: float

    @property
    def seconds_left(self) -> float:
        """For how long the token holds."""
        return self.expires_at - time.time()

    def check(self) -> User:
        """The person, as they are now. One SQL statement. Raises Unauthenticated."""
        viewer = authenticated_user(self.person, token_version=self.token_version)
        if viewer is None:
            raise Unauthenticated(ENDED)
        return viewer

    def context(self, request_id: str) -> Context:
        """What resolvers get of one event. One SQL statement. Raises Unauthenticated."""
        context = Context(self.request, request_id)
        context.viewer = self.check()
        return context

    def context_of_anyone(self, request_id: str) -> Context:
        """The same for an answer that goes to others too: nothing in it is for this person."""
        context = self.context(request_id)
        context.viewer = None
        return context


def session_of(context: Context) -> Session:
    """The session of the viewer, whom the context knows already."""
    viewer = context.viewer
    if viewer is None:
        raise Unauthenticated("Sign in first.")
    return Session(
        request=context.request,
        person=viewer.pk,
        is_suspended=not viewer.is_active,
        token_version=viewer.token_version,
        expires_at=expiry_of(context.token),
    )
