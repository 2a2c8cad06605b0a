"""Cookie mode of a session: both tokens in HttpOnly cookies, for browser apps.

A page requests it with the header `Session-Mode: cookie`, and cookies are read only from requests
that have it. A form, link or image cannot send a header, and CORS never allows another origin to
send this one, so a page of another site can neither read nor write with these cookies (OWASP,
"Cross-Site Request Forgery Prevention", custom request headers). A response to a request without
the header depends on no cookie, so caches can ignore them.

Both cookies have the prefix `__Host-`: the browser accepts them from this host only, so a subdomain
cannot set a session. Names are compared exactly (core/common/exact_cookies.py): a lookalike is no
cookie of ours. The prefix requires the path `/`; the refresh token is read by `refreshToken` and
`logout` only. Source: RFC 6265bis, section 4.1.3.
"""

from collections.abc import Mapping

from django.conf import settings

from api.response_extras import ResponseExtras
from core.accounts.sessions import Session
from core.common.errors import InvalidInput
from core.common.exact_cookies import exact_cookies

from .origins import check_origin
from .tokens import access_token

HEADER = "session-mode"
COOKIE_MODE = "cookie"
ACCESS = "__Host-access"
REFRESH = "__Host-refresh"


def wants_cookies(headers: Mapping[str, str]) -> bool:
    """Return whether the request is in cookie mode."""
    return headers.get(HEADER, "").lower() == COOKIE_MODE


def access_cookie(headers: Mapping[str, str]) -> str | None:
    """Return the access token of the cookies, or None."""
    return _cookie(headers, ACCESS)


def refresh_token_in(headers: Mapping[str, str], given: str | None, *, scheme: str) -> str:
    """Return the given refresh token or, in cookie mode, that of the cookies.

    Raises InvalidInput if there is none, Unauthenticated for a page of another origin.
    """
    if given is not None:
        return given
    if wants_cookies(headers):
        check_origin(headers, scheme=scheme)
        if found := _cookie(headers, REFRESH):
            return found
    raise InvalidInput("Send the refresh token of your session.", "refreshToken")


def hand_out(session: Session, response_extras: ResponseExtras) -> None:
    """Set the session cookies.

    The access token's cookie outlives the token, so that an expired token is distinguished from a
    missing one.
    """
    seconds = int(settings.REFRESH_TOKEN_LIFETIME.total_seconds())
    response_extras.cookies[ACCESS] = access_token(session.user, at=session.at), seconds
    response_extras.cookies[REFRESH] = session.refresh_token, seconds


def take_back(response_extras: ResponseExtras) -> None:
    """Delete the session cookies."""
    response_extras.cookies[ACCESS] = response_extras.cookies[REFRESH] = "", 0


def _cookie(headers: Mapping[str, str], name: str) -> str | None:
    return exact_cookies(headers.get("cookie", "")).get(name) or None
