"""Caching of responses.

Shared caches, including CDNs, may store what every client gets: the response without errors to a
query by GET without a token or session cookie. It is fresh for SHARED_SECONDS, then revalidated by
ETag. Deleted content can therefore be visible for that long to clients that are not signed in. No
other response is cached: one for a signed-in user is private, and an error may be temporary.

Source: RFC 9110 (ETag, If-None-Match, Vary), RFC 9111 (Cache-Control).
"""

import hashlib

from django.http import HttpRequest, HttpResponse
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
    if not by_get or has_errors or any(name in request.headers for name in CREDENTIALS):
        response["Cache-Control"] = NEVER
        return response
    response["Cache-Control"] = SHARED
    response["ETag"] = etag = _etag(response)
    found = get_conditional_response(request, etag=etag, response=response)
    return found if found is not None else response


def _etag(response: HttpResponse) -> str:
    # The same body with another media type is another response.
    content = response["Content-Type"].encode() + b"\n" + response.content
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])
