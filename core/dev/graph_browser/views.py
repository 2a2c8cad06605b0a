"""The pages at /dev/graph/: the Neo4j Browser from its jar, and its guide and style."""

import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zipfile import ZipFile

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from .recipes import RECIPES

ARTIFACT = "neo4j-browser"
STYLE = Path(__file__).with_name("style.grass")
# The Browser compiles templates, and its elements have styles. It may ask this server and Neo4j
# alone: what else it asks for, such as fonts and scripts that count its users, is refused.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; connect-src 'self' {}; frame-ancestors 'none'"
)
SLIDE = (
    '<slide><h3>{}</h3><p class="lead">{}</p>'
    '<pre class="pre-scrollable code runnable">{}</pre></slide>'
)
GUIDE = '<article class="guide"><carousel>{}</carousel></article>'


@require_safe
def browser(request: HttpRequest, path: str) -> HttpResponse:
    """Return a file of the Neo4j Browser; its page asks for a connection and shows the guide.

    Raises Http404 where there is none, and without the jar.
    """
    if not path and "connectURL" not in request.GET:
        return HttpResponseRedirect(f"?{urlencode(_connection(request))}")
    name = path or "index.html"
    try:
        content = _jar().read(f"browser/{name}")
    except (KeyError, FileNotFoundError) as error:
        raise Http404 from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(_origins_of_neo4j())
    return response


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Return the guide: a slide for the style and one for each recipe, whose query a click runs."""
    colours = f":style {request.build_absolute_uri(reverse('graph_style'))}"
    first = ("Names and colours", "Users have their names. Once in each browser:", colours)
    slides = format_html_join("", SLIDE, [first, *RECIPES])
    return HttpResponse(format_html(GUIDE, slides))


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Return the style: colours, and the property that is the caption of a node."""
    return HttpResponse(STYLE.read_text(), content_type="text/plain")


def _connection(request: HttpRequest) -> dict[str, str]:
    neo4j = urlsplit(settings.NEO4J_URL)
    return {
        "connectURL": f"{neo4j.scheme}://{neo4j.username}@{neo4j.hostname}:{neo4j.port}",
        "cmd": "play",
        "arg": request.build_absolute_uri(reverse("graph_guide")),
    }


def _origins_of_neo4j() -> str:
    """Return the port of Bolt, which is asked by HTTP, too, whether it speaks TLS."""
    port = urlsplit(settings.NEO4J_URL).port
    hosts = dict.fromkeys((urlsplit(settings.NEO4J_URL).hostname, "localhost"))
    return " ".join(
        f"{scheme}://{host}:{port}" for host in hosts for scheme in ("ws", "wss", "http", "https")
    )


@cache
def _jar() -> ZipFile:
    """Return the jar of the Browser, open. Raises FileNotFoundError before it is fetched."""
    # Only who runs the embedded servers has what fetches jars.
    from core.dev.engines.jars import cache_folder, read_lock

    (jar,) = (jar for jar in read_lock() if jar.artifact == ARTIFACT)
    return ZipFile(cache_folder(settings.VAR / "neo4j-jars") / jar.path)
