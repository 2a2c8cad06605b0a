"""The site at `/docs/` on a developer's machine, built again when its sources have changed."""

import mimetypes
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from core.dev.engines.node import NodeError

from .build import BuildError, build, site_folder

# Scripts of the theme and styles of the diagrams stand in the pages; nothing comes from elsewhere.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


@require_safe
def site(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a page or a file of the site; 503 with the reason if it cannot be built.

    Raises Http404. Cost of a page: 5 ms to see whether it is current, 10 s if it is not.
    """
    folder = site_folder()
    if path == "" or path.endswith("/"):
        try:
            build(folder)
        except (BuildError, NodeError) as error:
            return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    file = Path(safe_join(folder, path))
    if file.is_dir():
        if path and not path.endswith("/"):
            return HttpResponseRedirect(f"{request.path}/")
        file /= "index.html"
    if not file.is_file():
        raise Http404
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response = FileResponse(file.open("rb"), content_type=content_type)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-cache"
    return response
