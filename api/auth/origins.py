"""Checks of the origin of a request."""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from core.common.errors import Forbidden, Unauthenticated

logger = logging.getLogger(__name__)

FOREIGN = (
    "Cookies are accepted only in requests from this origin, and from those that the setting "
    "CSRF_TRUSTED_ORIGINS names."
)
MAY_NOT_SIGN_IN = (
    "Pages of this origin may not sign in: the setting CORS_ALLOWED_ORIGINS names those that may."
)
SECURE_SCHEMES = ("https", "wss")


def check_origin(headers: Mapping[str, str], *, scheme: str, required: bool = False) -> None:
    """Raise Unauthenticated if the headers name another origin than this one.

    With `required`, raise it without an `Origin` header too; every browser sends one when it opens
    a WebSocket. `headers` are read by lower-case names; `scheme` is that of the request. Behind a
    proxy that changes the host, CSRF_TRUSTED_ORIGINS names the origin that browsers see; in
    development every one on this machine is. Source: RFC 6454, section 7; W3C, "Fetch Metadata
    Request Headers".
    """
    origin = headers.get("origin")
    if origin is None:
        own_origin(headers, scheme=scheme)
        is_ours = not required
    else:
        is_ours = is_own_or_trusted(headers, scheme=scheme)
    if not is_ours or headers.get("sec-fetch-site", "same-origin") != "same-origin":
        logger.warning("cookies refused: CSRF_TRUSTED_ORIGINS does not name %a", origin)
        raise Unauthenticated(FOREIGN)


def check_may_sign_in(headers: Mapping[str, str], *, scheme: str) -> None:
    """Raise Forbidden for a page that must not get tokens; programs that are no browser may.

    A page may if its origin is this one, a trusted one or one that CORS_ALLOWED_ORIGINS names, or
    if the browser takes the request for one of the same origin, as behind a proxy that changes the
    host. Others could not read an answer over HTTP, but over a WebSocket they could.
    """
    origin = headers.get("origin")
    if origin is None:
        is_allowed = headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    else:
        is_allowed = (
            headers.get("sec-fetch-site") == "same-origin"
            or is_own_or_trusted(headers, scheme=scheme)
            or _is_allowed_by_cors(origin)
        )
    if not is_allowed:
        logger.warning("sign-in refused: CORS_ALLOWED_ORIGINS does not name %a", origin)
        raise Forbidden(MAY_NOT_SIGN_IN)


def _is_allowed_by_cors(origin: str) -> bool:
    """Return whether pages of this origin may read answers, by the rule of django-cors-headers."""
    return origin in settings.CORS_ALLOWED_ORIGINS or any(
        re.match(each, origin) for each in settings.CORS_ALLOWED_ORIGIN_REGEXES
    )


def is_own_or_trusted(headers: Mapping[str, str], *, scheme: str) -> bool:
    """Return whether the `Origin` header names this origin or one that is trusted like it.

    Raises Unauthenticated for a host not served.
    """
    origin = headers.get("origin", "")
    if origin == own_origin(headers, scheme=scheme) or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return any(re.fullmatch(each, origin) for each in settings.TRUSTED_ORIGIN_REGEXES)


def own_origin(headers: Mapping[str, str], *, scheme: str) -> str:
    """Return the origin of the request's URL. Raises Unauthenticated for a host not served."""
    host = headers.get("host", "").lower()
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise Unauthenticated(FOREIGN)
    return f"{'https' if _is_secure(headers, scheme) else 'http'}://{host}"


def _is_secure(headers: Mapping[str, str], scheme: str) -> bool:
    """Return whether the request came over TLS, by the rule of `HttpRequest.scheme`."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, expected = settings.SECURE_PROXY_SSL_HEADER
        with suppress(KeyError):
            sent = headers[name.removeprefix("HTTP_").replace("_", "-").lower()]
            return sent.partition(",")[0].strip() == expected
    return scheme in SECURE_SCHEMES
