"""By what somebody is known who asks: HTTP, server-sent events, the opening of a WebSocket."""

from collections.abc import Mapping

from core.common.errors import Unauthenticated

from .cookies import access_cookie, wants_cookies
from .origins import check_origin

SCHEMES = ("bearer", "jwt")


def token_of(headers: Mapping[str, str], *, scheme: str, is_websocket: bool = False) -> str | None:
    """The access token of who asks, or None for a stranger. It is not checked here.

    `headers` are asked in lower case (Django's of a request will do); `scheme` is `http`, `https`,
    `ws` or `wss`. The `Authorization` header wins over the cookie. A cookie counts with
    `Session-Mode: cookie` only; a browser's WebSocket cannot send that, so there it counts if the
    browser says that a page of our own opens it, which anybody's page could otherwise.

    Raises Unauthenticated if the header is malformed, or the cookie comes from a page of another
    origin.
    """
    header = headers.get("authorization", "").strip()
    if header:
        return _token_in(header)
    token = access_cookie(headers) if is_websocket or wants_cookies(headers) else None
    if token is not None:
        check_origin(headers, scheme=scheme, required=is_websocket)
    return token


def _token_in(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() not in SCHEMES or not token.strip():
        raise Unauthenticated("Send the header as `Authorization: Bearer TOKEN`.")
    return token.strip()
