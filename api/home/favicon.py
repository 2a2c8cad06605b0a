"""The icon that browsers ask for by themselves."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

import core

_ICON = (Path(core.__file__).parent / "static/core/favicon.ico").read_bytes()


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Return the icon in three sizes; browsers keep it for a day."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return HttpResponse(_ICON, content_type="image/x-icon", headers=headers)
