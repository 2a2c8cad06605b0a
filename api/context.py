"""What every resolver of a request has in `info.context`."""

from dataclasses import replace
from functools import cached_property

from django.http import HttpRequest
from graphql import GraphQLResolveInfo

from api.auth.cookies import hand_out, refresh_token_in, take_back, wants_cookies
from api.auth.tokens import user_of_token
from api.auth.viewer import token_of
from api.batching import Loaders
from api.response_extras import Outgoing
from core.accounts.models import User
from core.accounts.sessions import Session
from core.accounts.standing import check_may_act
from core.common.errors import Unauthenticated
from core.common.request_stats import current
from core.server.client_address import client_address
from core.visibility import Viewer

# In place of a token that is in a cookie.
OUT_OF_REACH = ""


class Context:
    """One request: who asks (`viewer`), from where (`address`), its loaders, the id that names it
    in the log, and what its answer has beside the body."""

    def __init__(self, request: HttpRequest, request_id: str) -> None:
        self.request = request
        self.request_id = request_id
        self.loaders = Loaders(self)
        self.outgoing = Outgoing()
        self.in_cookies = wants_cookies(request.headers)
        # What `viewer` was found by.
        self.token = ""

    @cached_property
    def viewer(self) -> User | None:
        """The person signed in, or None for a stranger (api/auth/viewer.py).

        Looked up when first asked for, so that signing in works with a stale token in the header.
        Raises Unauthenticated if there is a token and it does not hold.
        """
        token = token_of(self.request.headers, scheme=self.request.scheme or "http")
        if token is None:
            return None
        self.token = token
        user = user_of_token(token)
        if (trail := current()) is not None:
            trail.user_id = user.pk
        return user

    @property
    def viewpoint(self) -> Viewer:
        """From whose point of view everything is read. Raises Unauthenticated as `viewer` does."""
        return Viewer.of(self.viewer)

    @property
    def address(self) -> str:
        """The client's address, as tries are counted by it."""
        return client_address(self.request.META)

    def refresh_token(self, given: str | None) -> str:
        """The refresh token given, or the cookie's. Raises InvalidInput, Unauthenticated."""
        return refresh_token_in(self.request.headers, given, scheme=self.request.scheme or "http")

    def signed_in(self, session: Session) -> Session:
        """Answer for this person from here on, and give the session the way that was asked for.

        In cookies it goes to the browser, and nothing of it stands in the body.
        """
        self.viewer = session.user
        if not self.in_cookies:
            return session
        hand_out(session, self.outgoing)
        return replace(session, refresh_token=OUT_OF_REACH)

    def signed_out(self) -> None:
        """Let a browser that has the session in cookies forget it."""
        if self.in_cookies:
            take_back(self.outgoing)

    @property
    def known_viewer(self) -> User | None:
        """Who is signed in as far as anybody has asked, which reads no token and never raises."""
        viewer: User | None = vars(self).get("viewer")
        return viewer

    def authenticate(self) -> None:
        """Raise Unauthenticated if there is a token and it does not hold."""
        _ = self.viewer


def require_viewer(info: GraphQLResolveInfo) -> User:
    """The person signed in. Raises Unauthenticated if there is none."""
    viewer: User | None = info.context.viewer
    if viewer is None:
        raise Unauthenticated("Sign in first.")
    return viewer


def require_actor(info: GraphQLResolveInfo) -> User:
    """The person signed in, who may change something. Raises Unauthenticated, Forbidden."""
    viewer = require_viewer(info)
    check_may_act(viewer)
    return viewer
