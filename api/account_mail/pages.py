"""The pages that links in mails open: each sends the code of its link to one mutation."""

from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from api.language import accepted_language

# A script and a stylesheet, both ours, and requests to this host alone.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class Page(NamedTuple):
    """What a page says, in English, and what it asks."""

    title: str
    explanation: str
    done: str
    query: str
    half_done: str = ""
    asks_password: bool = False


# The names are in mails that were sent (core/accounts/account_mail.py).
PAGES = {
    "verify": Page(
        gettext_noop("Confirm your e-mail address"),
        gettext_noop("Confirm that mail to this address reaches you."),
        gettext_noop("Your e-mail address is confirmed."),
        "mutation ($token: String!) { verifyEmail(token: $token) { ok } }",
    ),
    "reset-password": Page(
        gettext_noop("Set a new password"),
        gettext_noop("All your sessions end, and you sign in with the new password."),
        gettext_noop("Your password was changed"),
        "mutation ($token: String!, $newPassword: String!) "
        "{ resetPassword(token: $token, newPassword: $newPassword) { ok } }",
        asks_password=True,
    ),
    "confirm-email": Page(
        gettext_noop("Confirm the change of your e-mail address"),
        gettext_noop("The old and the new address have to confirm it, each by its own mail."),
        gettext_noop("Your e-mail address was changed"),
        "mutation ($token: String!) { confirmEmailChange(token: $token) { isChanged } }",
        half_done=gettext_noop("Confirmed. Now the other address has to confirm it, too."),
    ),
    "cancel-email-change": Page(
        gettext_noop("Cancel the change of your e-mail address"),
        gettext_noop("Your account gets its old address back, and all its sessions end."),
        gettext_noop("Your account has its old address back. Now set a new password."),
        "mutation ($token: String!) { cancelEmailChange(token: $token) { ok } }",
    ),
    "end-sessions": Page(
        gettext_noop("End all sessions"),
        gettext_noop("Everybody who is signed in to your account has to sign in again."),
        gettext_noop("All sessions have ended. Now set a new password."),
        "mutation ($token: String!) { endSessionsByMail(token: $token) { ok } }",
    ),
}


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Return the page, in the language of the client. It asks no store."""
    if name not in PAGES:
        raise Http404
    shown = PAGES[name]
    language = accepted_language(request.headers.get("Accept-Language", ""))
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        texts = {
            "title": gettext(shown.title),
            "explanation": gettext(shown.explanation),
            "done": gettext(shown.done),
            "half_done": gettext(shown.half_done) if shown.half_done else "",
        }
        more = {"language": language, "query": shown.query, "asks_password": shown.asks_password}
        response = render(request, "account/page.html", {**texts, **more})
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language"
    return response
