"""The site that passkeys belong to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http.request import split_domain_port


@dataclass(frozen=True, slots=True)
class Site:
    """For whom passkeys are made: a domain, and the origins of the pages that may use them."""

    domain: str
    origins: Sequence[str]


def site_of(host: str, *, is_secure: bool) -> Site:
    """Return the site of a request's host, which is one that ALLOWED_HOSTS names.

    With the setting PASSKEY_DOMAIN it is that domain, whatever the host.
    """
    if settings.PASSKEY_DOMAIN:
        origins = settings.PASSKEY_ORIGINS or [f"https://{settings.PASSKEY_DOMAIN}"]
        return Site(settings.PASSKEY_DOMAIN, origins)
    own = f"{'https' if is_secure else 'http'}://{host.lower()}"
    return Site(split_domain_port(host.lower())[0], [own, *settings.PASSKEY_ORIGINS])
