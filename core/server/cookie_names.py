"""Middleware: the admin's cookies count by their exact names too."""

from collections.abc import Callable
from http.cookies import _unquote  # as Django itself does

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.common.exact_cookies import exact_cookies


def exact_names(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a handler that reads the cookies of each request by `exact_cookies`."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if header := request.META.get("HTTP_COOKIE"):
            found = exact_cookies(header)
            request.COOKIES = {name: _unquote(value) for name, value in found.items()}
        return get_response(request)

    return handle
