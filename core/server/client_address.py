"""The network address that a request came from, as far as it can be believed."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

# What one customer of a network gets: within it anybody can take as many addresses as they like.
# Source: RFC 6177.
IPV6_PREFIX = 64


def client_address(meta: Mapping[str, Any]) -> str:
    """Whose request this is, for counting: an IPv4 address, or the /64 network of an IPv6 one.

    `meta` is a WSGI environment. With TRUSTED_PROXIES of n it is the n-th entry of X-Forwarded-For
    from the right, which the outermost of our own proxies wrote; what is left of it may be
    invented. Without so many entries, or with one that is no address, it is the peer's; empty for
    the peer of a unix socket.
    """
    peer: str = meta.get("REMOTE_ADDR") or ""
    hops = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    proxies = settings.TRUSTED_PROXIES
    forwarded = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return _counted(forwarded) or _counted(peer)


def _counted(text: str) -> str:
    """The address as it is counted; empty if it is none. Some proxies add the port."""
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
