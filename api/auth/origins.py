"""Checks of the origin of a request."""

from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from core.common.errors import Unauthenticated

FOREIGN = "Cookies are accepted only in requests from this origin."
SECURE_SCHEMES = ("https", "wss")


def check_origin(headers: Mapping[str, str], *, scheme: str, required: bool = False) -> None:
    """Raise Unauthenticated if the headers name another origin than this one.

    With `required`, raise it without an `Origin` header too; every browser sends one when it opens
    a WebSocket. `headers` are read by lower-case names; `scheme` is that of the request. Behind a
    proxy that changes the host, CSRF_TRUSTED_ORIGINS names the origin that browsers see. Source:
    RFC 6454, section 7; W3C, "Fetch Metadata Request Headers".
    """
    origin = headers.get("origin")
    ours = (own_origin(headers, scheme=scheme), *settings.CSRF_TRUSTED_ORIGINS)
    if origin not in ours and (required or origin is not None):
        raise Unauthenticated(FOREIGN)
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Unauthenticated(FOREIGN)


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
