"""The network address that a request came from, as far as it can be trusted."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

from .asgi_types import Scope

# What one customer of a network gets: within it a client can use any number of addresses.
# Source: RFC 6177.
IPV6_PREFIX = 64


def client_address(meta: Mapping[str, Any]) -> str:
    """Return the client of a request: its IPv4 address, or the /64 network of its IPv6 address.

    `meta` is a WSGI environment. With TRUSTED_PROXIES of n it is the n-th entry of X-Forwarded-For
    from the right, which the outermost of our own proxies wrote; what is left of it may be
    forged. Without so many entries, or with one that is no address, it is the peer's; empty for
    the peer of a unix socket.
    """
    peer: str = meta.get("REMOTE_ADDR") or ""
    hops = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    proxies = settings.TRUSTED_PROXIES
    forwarded = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return _counted(forwarded) or _counted(peer)


def address_of(scope: Scope) -> str:
    """Return the client of an ASGI scope, as `client_address` does."""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    peer = scope.get("client") or ("",)
    return client_address(
        {"REMOTE_ADDR": peer[0], "HTTP_X_FORWARDED_FOR": forwarded.decode("latin-1")}
    )


# A client sends one request after the other, from one address.
@lru_cache(maxsize=1_000)
def _counted(text: str) -> str:
    """Return the address to count; empty if the text is not one. Some proxies add the port."""
    host = text.partition("]")[0][1:] if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), IPV6_PREFIX), strict=False))
    return str(address)
