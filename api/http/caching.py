"""Caching of responses.

Shared caches, including CDNs, may store what every client gets: the response without errors to a
query by GET without a token or session cookie. It is fresh for SHARED_SECONDS, then revalidated by
ETag. Deleted content can therefore be visible for that long to clients that are not signed in. No
other response is cached: one for a signed-in user is private, an error may be temporary, and URLs
of images have the host and port that the client named, of which a cache may overlook the port.

Source: RFC 9110 (ETag, If-None-Match, Vary), RFC 9111 (Cache-Control).
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

SHARED_SECONDS = 10
SHARED = f"public, max-age={SHARED_SECONDS}"
NEVER = "private, no-store"
# Headers that can identify a user; cookies count only with the second (api/auth/cookies.py). Every
# response has Vary, so that a cache never sends the response of one user to another.
CREDENTIALS = ("Authorization", "Session-Mode")
VARY = ("Accept", *CREDENTIALS)


def with_caching(
    request: HttpRequest, response: HttpResponse, *, has_errors: bool
) -> HttpResponseBase:
    """Return the response with Cache-Control, or 304 without a body if the ETag matches."""
    patch_vary_headers(response, VARY)
    by_get = request.method in ("GET", "HEAD")
    is_theirs = any(name in request.headers for name in CREDENTIALS) or _chose_port(request)
    if not by_get or has_errors or is_theirs:
        response["Cache-Control"] = NEVER
        return response
    response["Cache-Control"] = SHARED
    response["ETag"] = etag = _etag(response)
    found = get_conditional_response(request, etag=etag, response=response)
    return found if found is not None else response


def _chose_port(request: HttpRequest) -> bool:
    """Return whether the client named a port that others may not reach this service by.

    They do by no port, by one of CSRF_TRUSTED_ORIGINS, and by the one that this process listens on
    if no proxy is in front.
    """
    host = request.get_host()
    origin = f"{request.scheme}://{host}"
    if not split_domain_port(host)[1] or origin in settings.CSRF_TRUSTED_ORIGINS:
        return False
    return settings.TRUSTED_PROXIES > 0 or not host.endswith(f":{request.get_port()}")


def _etag(response: HttpResponse) -> str:
    # The same body with another media type is another response.
    content = response["Content-Type"].encode() + b"\n" + response.content
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])
