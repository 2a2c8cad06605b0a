"""The file of an export, for its user."""

from collections.abc import Mapping

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from api.auth.cookies import access_cookie
from api.auth.origins import check_origin
from api.auth.scopes import ONLY_BY_SESSION
from api.auth.tokens import user_of_token
from api.auth.viewer import token_of
from core.accounts.models import User
from core.api_tokens.text import is_api_token
from core.common.errors import Unauthenticated
from core.data_exports.links import export_at
from core.data_exports.models import DataExport
from core.media.private import open_private

# No cache keeps it, no page shows it, and the address of it goes nowhere.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Authorization, Cookie",
}


@require_GET
def download(request: HttpRequest, link: str) -> HttpResponseBase:
    """Return the file: 401 without a session, and 404 for whatever is not the user's link."""
    try:
        user = _user_of(request)
    except Unauthenticated as refused:
        return _refused(refused.message, 401)
    export = export_at(user, link)
    if export is None:
        return _gone()
    try:
        file = open_private(export.file)
    except FileNotFoundError:
        return _gone()
    return FileResponse(
        file,
        as_attachment=True,
        filename=_name(export),
        content_type="application/zip",
        headers={**HEADERS, "Content-Length": str(export.size)},
    )


def _user_of(request: HttpRequest) -> User:
    """Return the user of the header or of the cookie. Raises Unauthenticated.

    A browser that follows a link sends the cookie and no header of ours. No other site can make
    use of that, as it would need a link that only the user gets.
    """
    scheme = request.scheme or "http"
    headers: Mapping[str, str] = request.headers
    token = token_of(headers, scheme=scheme)
    if token is None:
        token = access_cookie(headers)
        check_origin(headers, scheme=scheme)
    if token is None:
        raise Unauthenticated("Sign in first.")
    if is_api_token(token):
        raise Unauthenticated(ONLY_BY_SESSION)
    return user_of_token(token)


def _name(export: DataExport) -> str:
    return f"my-data-{export.created_at:%Y-%m-%d}.zip"


def _gone() -> HttpResponse:
    return _refused("There is no such export, or the link is over. Ask for a new link.", 404)


def _refused(message: str, status: int) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain", headers=HEADERS)
