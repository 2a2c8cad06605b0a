"""Whether a request comes from a page of our own."""

from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from core.common.errors import Unauthenticated

FOREIGN = "Cookies are accepted only in requests from this origin."
SECURE_SCHEMES = ("https", "wss")


def check_origin(headers: Mapping[str, str], *, scheme: str, required: bool = False) -> None:
    """Raise Unauthenticated unless the browser says that a page of our own asks, or says nothing.

    With `required` it has to say so, as every browser does when it opens a WebSocket. `scheme` is
    that of the request; `headers` are asked in lower case. Behind a proxy that changes the host,
    CSRF_TRUSTED_ORIGINS names the origin that browsers see. Source: RFC 6454, section 7; W3C,
    "Fetch Metadata Request Headers".
    """
    origin = headers.get("origin")
    ours = (own_origin(headers, scheme=scheme), *settings.CSRF_TRUSTED_ORIGINS)
    if origin not in ours and (required or origin is not None):
        raise Unauthenticated(FOREIGN)
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Unauthenticated(FOREIGN)


def own_origin(headers: Mapping[str, str], *, scheme: str) -> str:
    """The origin that this request was sent to. Raises Unauthenticated for a host not served."""
    host = headers.get("host", "").lower()
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise Unauthenticated(FOREIGN)
    return f"{'https' if _is_secure(headers, scheme) else 'http'}://{host}"


def _is_secure(headers: Mapping[str, str], scheme: str) -> bool:
    """As Django reckons it: what the proxy says that ended the TLS, where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, expected = settings.SECURE_PROXY_SSL_HEADER
        with suppress(KeyError):
            said = headers[name.removeprefix("HTTP_").replace("_", "-").lower()]
            return said.partition(",")[0].strip() == expected
    return scheme in SECURE_SCHEMES
