"""Who may keep an answer, and for how long.

Anybody, a CDN too, may keep what everybody gets: the answer without errors to a query sent by GET
without a token and without a session in cookies. It is fresh for SHARED_SECONDS; then its ETag
tells whether it has changed. So what was deleted can be seen for so long by people who are not
signed in. All other answers are kept by nobody: what somebody who is signed in sees is theirs
alone, and an error may be gone at the next try.

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
# By these somebody may be known; cookies count beside the second alone (api/auth/cookies.py). A
# cache must not give to one what another got: hence Vary, on the answers to nobody too.
CREDENTIALS = ("Authorization", "Session-Mode")
VARY = ("Accept", *CREDENTIALS)


def with_caching(
    request: HttpRequest, response: HttpResponse, *, has_errors: bool
) -> HttpResponseBase:
    """The answer with its Cache-Control, or 304 without a body where the client has it already."""
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
    # The media type belongs to it: the same body in another one is another answer.
    mask_schema_errors = response["Content-Type"].encode() + b"\n" + response.content
    return quote_etag(hashlib.sha256(mask_schema_errors).hexdigest()[:32])
