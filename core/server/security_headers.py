"""Headers that restrict what browsers do with the answers of this service."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# An answer that is not a page can load nothing.
POLICY_FOR_DATA = "default-src 'none'; frame-ancestors 'none'"
# The admin's pages: scripts and styles are files of ours. Pictures may come from S3.
POLICY_FOR_PAGES = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# A script has none: the playground's workers would be held to it instead of to their page's.
POLICIES = {
    "text/html": POLICY_FOR_PAGES,
    "application/json": POLICY_FOR_DATA,
    "application/graphql-response+json": POLICY_FOR_DATA,
}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

View = Callable[[HttpRequest], HttpResponse]


def browser_headers(get_response: View) -> View:
    """Return a middleware that sets these headers where the answer has none of its own."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        media_type = response.get("Content-Type", "").partition(";")[0]
        if media_type in POLICIES:
            response.setdefault("Content-Security-Policy", POLICIES[media_type])
        response.setdefault("Permissions-Policy", PERMISSIONS)
        # No page of another site may show or read it, not even as a picture or a script.
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return respond
