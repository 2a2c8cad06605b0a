"""`/metrics`, before all other middleware."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

PATH = "/metrics"
Answer = Callable[[HttpRequest], HttpResponse]


class MetricsEndpoint:
    """The first middleware: Prometheus uses an internal host name and plain HTTP.

    So neither ALLOWED_HOSTS nor the redirect to HTTPS may come before it. Without METRICS_TOKEN the
    path answers 404.
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return metrics to a client with the token, 401 to others."""
        return _metrics(request) if request.path == PATH else self._get_response(request)


def _metrics(request: HttpRequest) -> HttpResponse:
    from .collectors import Stores
    from .exposition import CONTENT_TYPE, may_read, metrics_text

    if not may_read(request.headers.get("Authorization", ""), settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(metrics_text(Stores()), content_type=CONTENT_TYPE)
