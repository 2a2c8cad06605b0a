"""The page of links, at `/about/`: what this is, and where everything is."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.bundles.demo import demo_account
from api.executor import executor

from .documents import available

# One stylesheet and one picture, both ours; no script, no form.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class Link(NamedTuple):
    """A place to go to, and what is there."""

    address: str
    name: str
    text: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Return the page. It asks no store, so it is there while they are not."""
    demo = demo_account() or {}
    response = render(
        request,
        "core/home.html",
        {
            "links": list(links()),
            "documents": [Link(f"/docs/{each.name}", each.title, "") for each in available()],
            "username": demo.get("username", ""),
            "password": demo.get("password", ""),
        },
    )
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-cache"
    return response


def links() -> Iterator[Link]:
    """Yield the pages of others that this instance has."""
    if not executor.policy.only:
        yield Link("/graphql/", "Playground", "Try queries, mutations and subscriptions.")
    yield Link("/admin/", "Admin", "For staff: users, posts, comments, the journal, jobs.")
    if settings.NEO4J_BROWSER_URL:
        yield Link(
            settings.NEO4J_BROWSER_URL,
            "Neo4j Browser",
            "The graph as a picture. Run make graph to sign in.",
        )
    if settings.DEVELOPMENT_URLS:
        yield Link("/docs/", "Docs", "Guides, the schema, and how everything works.")
        yield Link("/dev/requests/", "Requests", "The latest, with their SQL and Cypher.")
    yield Link("/readyz", "Health", "Whether both stores answer; /healthz asks none.")
