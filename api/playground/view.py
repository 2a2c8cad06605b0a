"""The playground page, served to browsers at the endpoint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString

from api.execution.params import DOCUMENT_ID_NAMES
from api.playground.build import COMMAND

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

NOT_BUILT = f"The playground is not built yet. Build it with: {COMMAND}\n"


class Chunk(TypedDict, total=False):
    """An entry of vite's manifest, with the members that the page uses."""

    file: str
    css: list[str]
    imports: list[str]


def wants_page(request: HttpRequest) -> bool:
    """Return whether a browser requests the page, rather than a client an operation."""
    return (
        request.method in ("GET", "HEAD")
        and request.GET.keys().isdisjoint(OPERATION_PARAMS)
        and request.get_preferred_type(["application/json", "text/html"]) == "text/html"
    )


def playground(request: HttpRequest) -> HttpResponse:
    """Return the playground for the endpoint of the request; 503 if it is not built."""
    manifest_path = Path(settings.PLAYGROUND_DIST) / "manifest.json"
    if not manifest_path.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")

    manifest: dict[str, Chunk] = json.loads(manifest_path.read_text())
    response = HttpResponse(
        format_html(
            PAGE,
            icon=_url(manifest["src/logo.svg"]["file"]),
            styles=_style_links(manifest["src/main.tsx"]),
            config=json_script(_config(request), "playground-config"),
            script=_url(manifest["src/main.tsx"]["file"]),
        )
    )
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-store"
    return response


def _config(request: HttpRequest) -> dict[str, object]:
    return {
        "endpoint": request.path,
        "demo": _demo_account(),
        "introspection": settings.INTROSPECTION,
    }


def _demo_account() -> dict[str, str] | None:
    """Return name and password of the demo account, in development only."""
    if not (settings.DEBUG and settings.PLAYGROUND_DEMO_USER):
        return None
    return {
        "username": settings.PLAYGROUND_DEMO_USER,
        "password": settings.PLAYGROUND_DEMO_PASSWORD,
    }


def _style_links(entry: Chunk) -> SafeString:
    links = ((_url(file),) for file in entry.get("css", []))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


def _url(file: str) -> str:
    # Without the static files storage, which would rename the entry: chunks import it by its first
    # name, and would load it, with React, twice.
    return f"{settings.STATIC_URL}{STATIC_PREFIX}/{file}"
