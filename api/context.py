"""What every resolver of a request has in `info.context`."""

from functools import cached_property

from django.http import HttpRequest
from graphql import GraphQLResolveInfo

from core.errors import Unauthenticated
from core.models import User
from core.telemetry.trail import current

from .loaders import Loaders
from .tokens import user_of_token

SCHEMES = ("bearer", "jwt")


class Context:
    """One request: who asks (`viewer`), its loaders, and the id that names it in the log."""

    def __init__(self, request: HttpRequest, request_id: str) -> None:
        self.request = request
        self.request_id = request_id
        self.loaders = Loaders(self)
        # What `viewer` was found by.
        self.token = ""

    @cached_property
    def viewer(self) -> User | None:
        """The person signed in, or None without an `Authorization` header.

        Looked up when first asked for, so that signing in works with a stale token in the header.
        Raises Unauthenticated if the header is malformed or its token does not hold.
        """
        header = self.request.headers.get("Authorization", "").strip()
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() not in SCHEMES or not token.strip():
            raise Unauthenticated("Send the header as `Authorization: Bearer TOKEN`.")
        self.token = token.strip()
        user = user_of_token(self.token)
        if (trail := current()) is not None:
            trail.user_id = user.pk
        return user

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
