"""The playground page, served to browsers at the endpoint."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, json_script

from api.bundles.demo import demo_account
from api.bundles.tags import not_built, read_tags
from api.execution.params import DOCUMENT_ID_NAMES

# Where STATICFILES_DIRS puts `dist/` under STATIC_URL.
STATIC_PREFIX = "playground"

# A GET request with one of these is an operation.
OPERATION_PARAMS = ("query", "extensions", *DOCUMENT_ID_NAMES)

# The editor, Monaco, adds style elements at run time; scripts, workers and fonts are static files.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Social graph</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
{styles}
{config}
<script type="module" src="{script}"></script>
</head>
<body>
<div id="playground"></div>
<noscript>The playground needs JavaScript.</noscript>
</body>
</html>
"""


def wants_page(request: HttpRequest) -> bool:
    """Return whether a browser requests the page, rather than a client an operation."""
    return (
        request.method in ("GET", "HEAD")
        and request.GET.keys().isdisjoint(OPERATION_PARAMS)
        and request.get_preferred_type(["application/json", "text/html"]) == "text/html"
    )


def playground(request: HttpRequest) -> HttpResponse:
    """Return the playground for the endpoint of the request; 503 if it is not built."""
    tags = read_tags(settings.PLAYGROUND_DIST, STATIC_PREFIX)
    if tags is None:
        return not_built("playground")
    config = json_script(_config(request), "playground-config")
    response = HttpResponse(format_html(PAGE, config=config, **tags._asdict()))
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-store"
    return response


def _config(request: HttpRequest) -> dict[str, object]:
    return {
        "endpoint": request.path,
        "demo": demo_account(),
        "introspection": settings.INTROSPECTION,
        "requests": "/dev/requests/" if settings.DEVELOPMENT_URLS else None,
    }
