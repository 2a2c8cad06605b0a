"""Where a webhook may be sent: to public addresses, over TLS, whatever the name resolves to.

The name is resolved once, every address must be allowed, and the connection is made to one of
them, so a second answer of a name server changes nothing. Sources: OWASP, "Server-Side Request
Forgery Prevention"; the special-purpose registries of IANA; RFC 6890.
"""

import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from core.common.errors import InvalidInput

Address = IPv4Address | IPv6Address

MAX_URL_LENGTH = 2_000
HTTPS_PORT = 443
# Seconds for the name server; the threads of those that answer later are few.
RESOLVE_SECONDS = 3.0
MAX_ADDRESSES = 4
# Visible ASCII without what browsers and libraries read differently.
_SHAPE = re.compile(r"[!-~]+\Z")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?\Z|[0-9a-f:.]*:[0-9a-f:.]*\Z")
_PUBLIC_V6 = ip_network("2000::/3")
# Beside what is private, link-local, shared, multicast, reserved or of documentation: addresses in
# which others are hidden (6to4, Teredo), and the metadata service that has a public one.
_REFUSED = tuple(
    ip_network(each)
    for each in (
        *("0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
        *("198.18.0.0/15", "240.0.0.0/4", "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20"),
    )
)
_resolvers = ThreadPoolExecutor(4, "webhook-names")

NOT_ALLOWED = "The name of the server has no public address."


class Unreachable(Exception):
    """The server has no address that is allowed; whether it has another one is not said."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send to: the name is for TLS and for the header `Host`."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_usual(self) -> bool:
        """Whether it is HTTPS at its port."""
        return self.scheme == "https" and self.port == HTTPS_PORT

    @property
    def host_header(self) -> str:
        """The header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_default = self.port == {"https": HTTPS_PORT, "http": 80}[self.scheme]
        return host if is_default else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Return the parts of a URL. Raises InvalidInput, naming `url`; no name is looked up.

    Other ports, and http, are for WEBHOOK_NETWORKS alone.
    """
    if len(url) > MAX_URL_LENGTH or not _SHAPE.match(url) or "\\" in url or "#" in url:
        raise InvalidInput(
            f"Use a URL of up to {MAX_URL_LENGTH:,} ASCII characters without a fragment.", "url"
        )
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise InvalidInput("This is no URL.", "url") from None
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or not _HOST.match(host):
        raise InvalidInput("Use a URL such as https://example.com/hook.", "url")
    default = HTTPS_PORT if parts.scheme == "https" else 80
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme, host, default if port is None else port, path)
    if not target.is_usual and not settings.WEBHOOK_NETWORKS:
        raise InvalidInput("Use https, at port 443.", "url")
    literal = _literal(host)
    if literal is not None and not is_allowed(literal, target):
        raise InvalidInput("This address is not public.", "url")
    return target


def addresses_of(target: Target) -> Sequence[Address]:
    """Return the addresses to connect to. Raises Unreachable unless all are allowed."""
    looking = _resolvers.submit(_resolve, target.host, target.port)
    try:
        found = looking.result(RESOLVE_SECONDS)
    except (OSError, UnicodeError, TookTooLong):
        looking.cancel()
        raise Unreachable(NOT_ALLOWED) from None
    if not found or not all(is_allowed(each, target) for each in found):
        raise Unreachable(NOT_ALLOWED)
    return found[:MAX_ADDRESSES]


def is_allowed(address: Address, target: Target) -> bool:
    """Return whether something may be sent there: to the public, or to WEBHOOK_NETWORKS."""
    if any(address in ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return target.is_usual and is_public(address)


def is_public(address: Address) -> bool:
    """Return whether the address is one of the internet's, and hides no other one."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if any(address in network for network in _REFUSED):
        return False
    return address.version == 4 or address in _PUBLIC_V6


def _literal(host: str) -> Address | None:
    """Return the address that a host is, in whatever spelling; None for a name."""
    try:
        [(*_, found), *_] = socket.getaddrinfo(host, 0, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return ip_address(str(found[0]))


def _resolve(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # In the order of the system, each once.
    return list(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))
