"""The session of a browser app: both tokens in cookies that no script can read.

A page asks for it with the header `Session-Mode: cookie`, and cookies count only in requests that
carry it. No form, link or picture can send a header, and CORS never lets another origin send this
one: so no other site's page can act or read by these cookies (OWASP, "Cross-Site Request Forgery
Prevention", custom request headers). An answer to a request without it depends on no cookie, so
caches need not look at them.

Both cookies have the prefix `__Host-`, by which the browser takes them from this host alone: a
subdomain could otherwise plant a session of its own. That prefix wants them sent to every path;
the refresh token is read by `refreshToken` and `logout` only. Source: RFC 6265bis, section 4.1.3.
"""

from collections.abc import Mapping

from django.conf import settings
from django.http import parse_cookie

from api.response_extras import ResponseExtras
from core.accounts.sessions import Session
from core.common.errors import InvalidInput

from .origins import check_origin
from .tokens import access_token

HEADER = "session-mode"
COOKIE_MODE = "cookie"
ACCESS = "__Host-access"
REFRESH = "__Host-refresh"


def wants_cookies(headers: Mapping[str, str]) -> bool:
    """Whether the client keeps its session in cookies."""
    return headers.get(HEADER, "").lower() == COOKIE_MODE


def access_cookie(headers: Mapping[str, str]) -> str | None:
    """The access token among the cookies."""
    return _cookie(headers, ACCESS)


def refresh_token_in(headers: Mapping[str, str], given: str | None, *, scheme: str) -> str:
    """The refresh token that was given, or the one among the cookies, in that mode.

    Raises InvalidInput where there is none, Unauthenticated for a page of another origin.
    """
    if given is not None:
        return given
    if wants_cookies(headers):
        check_origin(headers, scheme=scheme)
        if found := _cookie(headers, REFRESH):
            return found
    raise InvalidInput("Send the refresh token of your session.", "refreshToken")


def hand_out(session: Session, response_extras: ResponseExtras) -> None:
    """Let the browser keep this session.

    The access token's cookie outlives the token: what has expired is told from what was not sent.
    """
    seconds = int(settings.REFRESH_TOKEN_LIFETIME.total_seconds())
    response_extras.cookies[ACCESS] = access_token(session.user), seconds
    response_extras.cookies[REFRESH] = session.refresh_token, seconds


def take_back(response_extras: ResponseExtras) -> None:
    """Let the browser forget its session."""
    response_extras.cookies[ACCESS] = response_extras.cookies[REFRESH] = "", 0


def _cookie(headers: Mapping[str, str], name: str) -> str | None:
    return parse_cookie(headers.get("cookie", "")).get(name) or None
