"""A header `Content-Type` that cannot be read counts as none.

Django reads it while it makes the request, before anything that could answer for it: a parameter in
an encoding that nobody knows (`a*=unknown''%41`; RFC 8187, section 3.2.1) ended in a bare 500.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_readable_type(application: Application) -> Application:
    """Wrap the WSGI application so that it gets the header only where Django can read it."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            environ["CONTENT_TYPE"] = ""
        return application(environ, start_response)

    return serve
