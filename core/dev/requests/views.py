"""The pages at /dev/requests/: the latest requests, and the statements of each."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from . import recorded
from .recorded import KEPT, RecordedRequest, Statement

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><style>'
    "body{{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}}"
    "table{{border-collapse:collapse;width:100%}}"
    "th,td{{border-bottom:1px solid #8886;padding:.4rem .6rem;text-align:left;vertical-align:top}}"
    ".n{{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}}"
    ".wide{{overflow-x:auto}}pre{{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;"
    "font-size:.85rem}}.bad{{color:light-dark(#b3261e,#ff8a80);font-weight:600}}"
    "</style></head><body>{}</body></html>"
)
NOTHING = format_html("<p>{}</p>", "No request was answered yet.")
# What a request took, in both pages.
COSTS = format_html(
    '<th class="n">{}</th><th class="n">{}</th><th class="n">{}</th>', "Time", "SQL", "Cypher"
)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """Return the list, newest first."""
    rows = format_html_join("", "{}", ((_row(each),) for each in recorded.requests()))
    table = format_html(
        '<div class="wide"><table><tr><th>At</th><th>Request</th><th>Status</th>{}</tr>{}</table>'
        "</div>",
        COSTS,
        rows,
    )
    body = format_html(
        "<h1>Requests</h1><p>The latest {} that asked a store or failed. Documents, variables, "
        "headers and parameters are not kept.</p>{}",
        KEPT,
        table if rows else NOTHING,
    )
    return _page("Requests", body)


@require_safe
def one_request(request: HttpRequest, name: str) -> HttpResponse:
    """Return one request with its statements. Raises Http404."""
    found = recorded.request(name)
    if found is None:
        raise Http404
    repeated = found.repeated()
    rows = format_html_join(
        "", "{}", ((_statement(each, repeated.get(each.text, 1)),) for each in found.statements)
    )
    body = format_html(
        '<p><a href="../">All requests</a></p><h1>{}</h1><p>{}</p><div class="wide"><table>'
        '<tr><th>Store</th><th class="n">At</th><th class="n">Time</th><th>Statement</th></tr>'
        "{}</table></div>",
        found.described,
        _summary(found),
        rows,
    )
    return _page(found.described, body)


def _row(request: RecordedRequest) -> SafeString:
    bad = request.status >= 400 or request.error_codes
    return format_html(
        '<tr><td class="n">{}</td><td><a href="{}/">{}</a></td><td class="{}">{}</td>'
        '<td class="n">{} ms</td><td class="n">{} in {} ms</td><td class="n">{} in {} ms</td></tr>',
        datetime.fromtimestamp(int(request.name.partition("-")[0]) / 1e9, UTC).strftime("%H:%M:%S"),
        request.name,
        request.described,
        "bad" if bad else "",
        " ".join([str(request.status), *request.error_codes]),
        _number(request.milliseconds),
        request.count("SQL"),
        _number(request.milliseconds_in("SQL")),
        request.count("Cypher"),
        _number(request.milliseconds_in("Cypher")),
    )


def _summary(request: RecordedRequest) -> str:
    parts = [
        " ".join([f"Status {request.status}", *request.error_codes]),
        f"{_number(request.milliseconds)} ms",
        f"{request.count('SQL')} SQL in {_number(request.milliseconds_in('SQL'))} ms",
        f"{request.count('Cypher')} Cypher in {_number(request.milliseconds_in('Cypher'))} ms",
        "anonymous" if request.user_id is None else f"user {request.user_id}",
    ]
    if request.cost is not None:
        parts.append(f"cost {request.cost}")
    return " · ".join(parts)


def _statement(statement: Statement, times: int) -> SafeString:
    more = format_html(' <span class="bad">×{}</span>', times) if times > 1 else ""
    return format_html(
        '<tr><td>{}{}</td><td class="n">{}</td><td class="n">{} ms</td><td><pre>{}</pre></td></tr>',
        *(statement.store, more, _number(statement.at), _number(statement.milliseconds)),
        statement.text.strip(),
    )


def _number(milliseconds: float) -> str:
    return f"{milliseconds:.1f}"


def _page(title: str, body: str) -> HttpResponse:
    response = HttpResponse(format_html(PAGE, title, body))
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
