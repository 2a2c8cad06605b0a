"""Django's handler, and a second one for operations by POST, without what only pages need.

A middleware costs 60 µs a request even where it does nothing. Sessions, messages, CSRF tokens and
users are of the admin; files are no operations. Whatever else MIDDLEWARE names runs in both.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

FOR_PAGES_ALONE = frozenset(
    {
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    }
)
# Both addresses of the API (api/urls.py).
OPERATIONS = frozenset({"/graphql/", "/graphql"})


class OperationHandler(WSGIHandler):
    """Django with fewer middlewares."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Load those that operations need. The process has one thread as yet."""
        every = settings.MIDDLEWARE
        settings.MIDDLEWARE = [name for name in every if name not in FOR_PAGES_ALONE]
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = every


class Handler:
    """The WSGI application: operations by POST to the one, everything else to the other."""

    def __init__(self) -> None:
        self._operations = OperationHandler()
        self._pages = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        is_operation = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] in OPERATIONS
        handler = self._operations if is_operation else self._pages
        answer: Iterable[bytes] = handler(environ, start_response)
        return answer
