"""The pages at /dev/mail/: the mails that were sent, and each of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from .box import mail, mails

# No script, nothing from elsewhere; the frame of a mail is held to it too.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>'
    '<meta name="color-scheme" content="light dark"><style>body{{font:16px/1.5 system-ui,'
    "sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}iframe{{border:1px solid #999;"
    "height:30rem;width:100%}}pre{{white-space:pre-wrap}}</style></head><body>{}</body></html>"
)
# Its links open in a tab of their own.
LINKS = '<base target="_blank">'
NOTHING = "Nothing was sent."


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Return the list, newest first."""
    rows = format_html_join(
        "", '<li><a href="{}/">{}</a> to {}</li>', ((m.name, m.subject, m.to) for m in mails())
    )
    return _page("Mail", format_html("<h1>Mail</h1><ul>{}</ul>", rows or NOTHING))


@require_safe
def one_mail(request: HttpRequest, name: str) -> HttpResponse:
    """Return one mail: its HTML in a frame that may run and load nothing, and its text."""
    found = mail(name)
    if found is None:
        raise Http404
    body = format_html(
        '<p><a href="../">All mails</a></p><h1>{}</h1><p>To {}</p>'
        '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{}"></iframe>'
        "<h2>Text</h2><pre>{}</pre>",
        found.subject,
        found.to,
        LINKS + found.html,
        SafeString(urlize(found.text, autoescape=True)),  # nosec
    )
    return _page(found.subject, body)


def _page(title: str, body: str) -> HttpResponse:
    response = HttpResponse(format_html(PAGE, title, body))
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
