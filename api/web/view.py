"""The web client's page, at `/` and at every address that the client itself routes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, json_script
from django.views.decorators.http import require_safe

from api.bundles.demo import demo_account
from api.bundles.tags import not_built, read_tags
from api.executor import executor
from api.home.view import home, links

# Where STATICFILES_DIRS puts `dist/` under STATIC_URL.
STATIC_PREFIX = "web"

# The addresses that `src/App.tsx` routes, beside `/`.
ROUTES = (
    r"^(?:sign-in|sign-up|search|suggestions|notifications|bookmarks|explore|settings)/?$",
    r"^settings/[a-z-]+/?$",
    r"^u/[\w.-]+(?:/(?:followers|following))?/?$",
    r"^p/[\w=+-]+/?$",
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="See what the people you follow post, and find people to follow.">
<title>Social graph</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
{styles}
{config}
<script type="module" src="{script}"></script>
</head>
<body>
<div id="web"></div>
<noscript>This page needs JavaScript. <a href="/about/">What else is here</a></noscript>
</body>
</html>
"""


@require_safe
def web_client(request: HttpRequest) -> HttpResponse:
    """Return the client's page; 503 if it is not built. Raises Http404 where there is none."""
    if not is_on():
        raise Http404
    tags = read_tags(settings.WEB_CLIENT_DIST, STATIC_PREFIX)
    if tags is None:
        return not_built("web client")
    config = json_script(_config(), "web-config")
    response = HttpResponse(format_html(PAGE, config=config, **tags._asdict()))
    response["Content-Security-Policy"] = _content_security_policy()
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Return the client's page, or the page of links where there is no client."""
    return web_client(request) if is_on() else home(request)


def is_on() -> bool:
    """Return whether this instance has the client, whose documents no manifest names."""
    return bool(settings.WEB_CLIENT) and not executor.policy.only


def _config() -> dict[str, object]:
    return {
        "endpoint": "/graphql/",
        "demo": demo_account(),
        "links": [link._asdict() for link in links()],
    }


def _content_security_policy() -> str:
    # Pictures that are chosen for a post are shown before they are sent: blob.
    pictures = " ".join(("'self'", "blob:", *_origin_of_pictures()))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            f"img-src {pictures}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _origin_of_pictures() -> list[str]:
    """Return the origin that pictures are on, where it is not ours."""
    address = urlsplit(default_storage.url("picture"))
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []
