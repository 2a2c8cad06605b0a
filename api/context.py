"""The context of a request: `info.context` of every resolver."""

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from graphql import GraphQLResolveInfo

from api.auth.cookies import hand_out, refresh_token_in, take_back, wants_cookies
from api.auth.origins import SECURE_SCHEMES, check_may_sign_in, check_origin
from api.auth.tokens import user_again, user_of_token
from api.auth.viewer import token_of
from api.batching import Loaders
from api.language import accepted_language
from api.response_extras import ResponseExtras
from core.accounts.clients import Client
from core.accounts.factors.site import Site, site_of
from core.accounts.models import User
from core.accounts.sessions import Session
from core.accounts.standing import check_may_act
from core.api_tokens.text import is_api_token
from core.common.errors import Unauthenticated
from core.common.request_stats import current
from core.server.client_address import client_address
from core.visibility import Viewer

# In place of a token that is sent as a cookie.
OUT_OF_REACH = ""


class Context:
    """One request: viewer, client address, loaders, the request ID of the log, and the headers and
    cookies of the response."""

    def __init__(self, request: HttpRequest, request_id: str) -> None:
        self.request = request
        self.request_id = request_id
        self.loaders = Loaders(self)
        # What runs the operation; it says what a subscription that is to be stored is for.
        self.executor: Any = None
        self.response_extras = ResponseExtras()
        # The names of all fields of the document.
        self.fields: frozenset[str] = frozenset()
        # By field and name (api/selected.py).
        self.selected: dict[tuple[int, str], bool] = {}
        self.in_cookies = wants_cookies(request.headers)
        # The access token of `viewer`.
        self.token = ""
        # The user who reads, where the answer is for anyone.
        self.read_by: int | None = None
        # The viewer before the last write, to be read again.
        self._earlier: User | None = None
        # Viewers of this request before somebody signed up or in.
        self._left: list[User] = []
        self._has_written = False
        if (stats := current()) is not None:
            stats.language = self.accepted_language

    @cached_property
    def viewer(self) -> User | None:
        """The signed-in user, or None for an anonymous request (api/auth/viewer.py).

        Read on first access, so that signing in works with an expired token in the header, and
        again for each mutation field after the first. Raises Unauthenticated if the token is
        invalid or was revoked by an earlier field. Cost: one SQL statement with a token.
        """
        if self._earlier is not None:
            return user_again(self._earlier)
        token = token_of(self.request.headers, scheme=self._scheme)
        if token is None:
            return None
        self.token = token
        user = user_of_token(token)
        if (stats := current()) is not None:
            stats.user_id = user.pk
            stats.language = user.language or stats.language
        return user

    @property
    def viewpoint(self) -> Viewer:
        """The viewer for selectors. Raises Unauthenticated as `viewer` does."""
        return Viewer.of(self.viewer)

    @property
    def address(self) -> str:
        """The client's IP address, by which login attempts are counted."""
        return client_address(self.request.META)

    @property
    def accepted_language(self) -> str:
        """The language that the client accepts first of those that there are; empty without one."""
        return accepted_language(str(self.request.META.get("HTTP_ACCEPT_LANGUAGE", "")))

    @property
    def user_agent(self) -> str:
        """What the client says of its program; empty without it."""
        return str(self.request.META.get("HTTP_USER_AGENT", ""))

    def refresh_token(self, given: str | None) -> str:
        """Return the given refresh token or the cookie's. Raises InvalidInput, Unauthenticated."""
        return refresh_token_in(self.request.headers, given, scheme=self._scheme)

    @property
    def client(self) -> Client:
        """The client, for its session."""
        return Client(self.address, self.user_agent)

    @property
    def passkey_site(self) -> Site:
        """For whom passkeys are made: the host that is served, or by the settings."""
        return site_of(self.request.get_host(), is_secure=self._scheme in SECURE_SCHEMES)

    def check_may_sign_in(self) -> None:
        """Raise Unauthenticated or Forbidden for a page of an origin that must not get tokens.

        In cookie mode that is every other origin. Call it before a session begins.
        """
        if self.in_cookies:
            check_origin(self.request.headers, scheme=self._scheme)
        check_may_sign_in(self.request.headers, scheme=self._scheme)

    @property
    def _scheme(self) -> str:
        return self.request.scheme or "http"

    def viewer_changed(self, user: User) -> None:
        """Go on with the viewer as they are now, in their session and the epoch of its token."""
        if self.viewer is not None:
            user.epoch, user.session = self.viewer.epoch, self.viewer.session
            user.api_token = self.viewer.api_token
            user.api_token_digest = self.viewer.api_token_digest
            user.scopes = self.viewer.scopes
            user.token_expires_at = self.viewer.token_expires_at
        self.viewer = user

    def hidden_changed(self) -> None:
        """Forget whom the viewer blocks, and what they mute, who has just changed it."""
        if self.viewer is not None:
            self.viewer.hidden = self.viewer.muted = self.viewer.muted_words = None
            self.viewer.hides_many = False

    def signed_in(self, session: Session) -> Session:
        """Make the user the viewer and return the session for the response body.

        In cookie mode the tokens are set as cookies and removed from the body.
        """
        self._left = self.known_viewers
        self.viewer = session.user
        if not self.in_cookies:
            return session
        hand_out(session, self.response_extras)
        return replace(session, refresh_token=OUT_OF_REACH)

    def signed_out(self) -> None:
        """Delete the session cookies, in cookie mode; for a page of another origin they stay."""
        if self.in_cookies:
            with suppress(Unauthenticated):
                check_origin(self.request.headers, scheme=self._scheme)
                take_back(self.response_extras)

    @property
    def known_viewer(self) -> User | None:
        """The viewer if already read, else None. Reads no token and never raises."""
        viewer: User | None = vars(self).get("viewer", self._earlier)
        return viewer

    @property
    def known_viewers(self) -> list[User]:
        """Everybody who was the viewer in this request so far, the present one last."""
        viewer = self.known_viewer
        return self._left if viewer is None else [*self._left, viewer]

    def begin_mutation(self) -> None:
        """Forget everything that was read for an earlier mutation field, the viewer included."""
        if self._has_written:
            self.loaders.clear()
            self._earlier = vars(self).pop("viewer", self._earlier)
        self._has_written = True

    @property
    def has_api_token(self) -> bool:
        """Whether the request has an API token, valid or not."""
        words = self.request.headers.get("authorization", "").split()
        return len(words) > 1 and is_api_token(words[1])

    def authenticate(self) -> User | None:
        """Return the viewer. Raises Unauthenticated if the token is invalid."""
        return self.viewer


def require_viewer(info: GraphQLResolveInfo) -> User:
    """Return the signed-in user. Raises Unauthenticated if there is none."""
    viewer: User | None = info.context.viewer
    if viewer is None:
        raise Unauthenticated("Sign in first.")
    return viewer


def require_actor(info: GraphQLResolveInfo) -> User:
    """Return the signed-in user. Raises Unauthenticated, or Forbidden if suspended."""
    viewer = require_viewer(info)
    check_may_act(viewer)
    return viewer
