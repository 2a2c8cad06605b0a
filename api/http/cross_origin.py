"""Pages of other origins (CORS): who may call, and what to change where the answer is no.

A browser tells its page nothing but "CORS error". So a refused preflight is answered with a text
that names the setting, which the browser's network panel shows, and the log has the same line.
"""

import logging
from contextlib import suppress

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.auth.cookies import HEADER
from api.auth.origins import is_own_or_trusted
from core.common.errors import Unauthenticated

logger = logging.getLogger(__name__)

SETTING = "CORS_ALLOWED_ORIGINS"
REFUSED_BY = "X-Refused-By"
NOT_NAMED = (
    "Pages of {origin} may not call this API: "
    "the setting CORS_ALLOWED_ORIGINS names those that may."
)
NO_COOKIES = (
    "Pages of other origins may not send Session-Mode. Send Authorization, or let the server of "
    "the page pass requests on, as Vite's proxy does, and name its origin in CSRF_TRUSTED_ORIGINS."
)
NO_HEADERS = "Pages of other origins may not send these headers (CORS_ALLOW_HEADERS): {names}."
_MAX_LENGTH = 100


class CrossOrigin(CorsMiddleware):
    """django-cors-headers, which says what it refuses."""

    def add_response_headers(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the headers; a preflight that is refused gets a text instead of nothing."""
        super().add_response_headers(request, response)
        origin = request.headers.get("origin")
        if not origin or not self.is_enabled(request):
            return response
        if "Access-Control-Allow-Origin" not in response:
            if not _is_ours(request):
                response[REFUSED_BY] = SETTING
                _say(request, response, NOT_NAMED.format(origin=_shown(origin)), status=403)
        elif _is_preflight(request) and (names := _refused_headers(request)):
            # The browser refuses by the headers, which stay as they are.
            says = NO_COOKIES if HEADER in names else NO_HEADERS.format(names=", ".join(names))
            _say(request, response, says, status=200)
        return response


def _say(request: HttpRequest, response: HttpResponseBase, says: str, *, status: int) -> None:
    """Write it into the log and, if it is a preflight, into the response."""
    logger.warning("cors: %s", says)
    if _is_preflight(request) and isinstance(response, HttpResponse):
        response.status_code = status
        response.content = f"{says}\n".encode()
        response["Content-Type"] = "text/plain; charset=utf-8"
        response["Content-Length"] = str(len(response.content))


def _is_ours(request: HttpRequest) -> bool:
    with suppress(Unauthenticated):  # for a host that is not served, which is refused anyway
        return is_own_or_trusted(request.headers, scheme=request.scheme or "")
    return False


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def _refused_headers(request: HttpRequest) -> list[str]:
    """Return the names that the page wants to send and may not."""
    asked = request.headers.get("access-control-request-headers", "")
    names = {_shown(name.strip().lower()) for name in asked.split(",") if name.strip()}
    return sorted(names.difference(settings.CORS_ALLOW_HEADERS))


def _shown(text: str) -> str:
    """Return what a client sent, short and in ASCII."""
    return text[:_MAX_LENGTH].encode("ascii", "backslashreplace").decode()
