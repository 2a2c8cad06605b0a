"""The access token of a request: HTTP, server-sent events and WebSocket."""

from collections.abc import Mapping

from core.api_tokens.text import is_api_token
from core.common.errors import Unauthenticated

from .cookies import access_cookie, wants_cookies
from .origins import check_origin

SCHEMES = ("bearer", "jwt")
NEVER_IN_COOKIES = "Send an API token as `Authorization: Bearer TOKEN`, not in a cookie."


def token_of(headers: Mapping[str, str], *, scheme: str, is_websocket: bool = False) -> str | None:
    """Return the unverified access token of a request, or None for an anonymous one.

    `headers` are read by lower-case names; `scheme` is `http`, `https`, `ws` or `wss`. The
    `Authorization` header takes precedence over the cookie. A cookie requires
    `Session-Mode: cookie`. A browser cannot send that header when it opens a WebSocket, so there
    the cookie requires an `Origin` header that names this origin.

    Raises Unauthenticated if the header is malformed, the cookie comes from a page of another
    origin, or has an API token.
    """
    header = headers.get("authorization", "").strip()
    if header:
        return _token_in(header)
    token = access_cookie(headers) if is_websocket or wants_cookies(headers) else None
    if token is not None and is_api_token(token):
        raise Unauthenticated(NEVER_IN_COOKIES)
    if token is not None:
        check_origin(headers, scheme=scheme, required=is_websocket)
    return token


def _token_in(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() not in SCHEMES or not token.strip():
        raise Unauthenticated("Send the header as `Authorization: Bearer TOKEN`.")
    return token.strip()
