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

    def context(self, request_id: str) -> "EventContext":
        """What resolvers get of one event. One SQL statement. Raises Unauthenticated."""
        return EventContext(self.request, request_id, self.check())


class EventContext(Context):
    """The context of one event for one person, which knows whether it matters who they are."""

    def __init__(self, request: HttpRequest, request_id: str, viewer: User) -> None:
        super().__init__(request, request_id)
        self._viewer = viewer
        self.asked_who = False

    @property
    def viewer(self) -> User:
        """The person; an answer that asks is for nobody else."""
        self.asked_who = True
        return self._viewer

    @property
    def known_viewer(self) -> User:
        """The same."""
        return self.viewer


def session_of(context: Context) -> Session:
    """The session of the viewer, whom the context knows already."""
    viewer = context.viewer
    if viewer is None:
        raise Unauthenticated("Sign in first.")
    return Session(context.request, viewer.pk, viewer.token_version, expiry_of(context.token))
