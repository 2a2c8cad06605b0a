"""`/metrics`, in front of everything else."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

PATH = "/metrics"
Answer = Callable[[HttpRequest], HttpResponse]


class MetricsEndpoint:
    """A middleware, and the first: Prometheus asks by an inner name, in plain HTTP.

    So neither ALLOWED_HOSTS nor the redirect to HTTPS may come before it. Without METRICS_TOKEN it
    is not there, and the address is unknown.
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Metrics for who has the token, 401 for others."""
        return _metrics(request) if request.path == PATH else self._get_response(request)


def _metrics(request: HttpRequest) -> HttpResponse:
    from .collectors import Stores
    from .exposition import CONTENT_TYPE, may_read, metrics_text

    if not may_read(request.headers.get("Authorization", ""), settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(metrics_text(Stores()), content_type=CONTENT_TYPE)
