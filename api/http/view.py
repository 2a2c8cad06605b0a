"""GraphQL over HTTP.

Source: https://graphql.github.io/graphql-over-http/draft/. One operation per request, by GET
(queries only) or POST. The response is `application/json`, with status 200 for every well-formed
request, or, if the client prefers it, `application/graphql-response+json`, whose status shows
whether there is data. Caching is in `caching.py`.

This is no subclass of graphene-django's view, because parameters, validation, execution, errors and
the playground would all be replaced.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from api.context import Context
from api.errors import RequestError, as_graphql_error, bad_request, is_temporary
from api.execution.executor import Executor
from api.execution.request_log import report
from api.execution.responses import answer_json, as_json, masked_errors
from api.playground.view import playground, wants_page
from core.common.request_stats import RequestStats, begin, current
from core.common.tracing import server_span

from .caching import VARY, with_caching
from .params import read_params
from .sse import event_stream, names_events

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
# In order of preference, for a client that accepts any type.
MEDIA_TYPES = (JSON, GRAPHQL_RESPONSE)
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
ALLOW = {"Allow": ", ".join(METHODS)}


def graphql_view(executor: Executor) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the view of a schema, which serves the playground to a browser.

    With persisted documents only there is no playground: it could not even read the schema.
    """

    # No CSRF token is needed: a cookie is accepted only with a header that no form can send
    # (api/auth/cookies.py).
    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase
        if wants_page(request) and not executor.policy.only:
            response = playground(request)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=ALLOW)
        else:
            response = _streamed(executor, request) or _respond(executor, request)
        patch_vary_headers(response, VARY)
        return response

    return view


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a response, and its status for `application/graphql-response+json`."""

    body: str
    status: int = 200
    well_formed: bool = True
    has_errors: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def _streamed(executor: Executor, request: HttpRequest) -> HttpResponseBase | None:
    """Return the response as server-sent events, or None if the client wants JSON."""
    if not names_events(request):
        return None
    return event_stream(executor, request, takes_json=_media_type(request) is not None)


def _respond(executor: Executor, request: HttpRequest) -> HttpResponseBase:
    started = perf_counter()
    stats = current() or begin()
    attributes = {
        "http.request.method": request.method or "",
        "url.path": request.path,
        "social_graph.request_id": stats.request_id,
    }
    with server_span(f"{request.method} {request.path}", request.headers, attributes):
        response = _answered(executor, request, stats)
        report(stats, response.status_code, perf_counter() - started)
    return response


def _answered(executor: Executor, request: HttpRequest, stats: RequestStats) -> HttpResponseBase:
    context = Context(request, stats.request_id)
    answer = _answer(executor, context, stats)
    media_type = _media_type(request) or JSON
    always_200 = answer.well_formed and media_type == JSON
    response = HttpResponse(
        answer.body,
        status=200 if always_200 else answer.status,
        content_type=f"{media_type}; charset=utf-8",
        headers={} if always_200 else answer.headers,
    )
    sent = with_caching(request, response, has_errors=answer.has_errors)
    context.response_extras.apply_to(sent, stats)
    return sent


def _answer(executor: Executor, context: Context, stats: RequestStats) -> Answer:
    try:
        try:
            return _run(executor, context, stats)
        except RequestError as refused:
            return _refused(refused, stats)
    except Exception as error:  # noqa: BLE001 - logged with the request ID, sent masked
        status = 503 if is_temporary(error) else 500
        fault = RequestError([as_graphql_error(error)], status=status, well_formed=True)
        return _refused(fault, stats)


def _run(executor: Executor, context: Context, stats: RequestStats) -> Answer:
    request = context.request
    if request.method not in METHODS:
        raise bad_request("Use GET or POST.", status=405, headers=ALLOW)
    if _media_type(request) is None:
        raise bad_request(f"Accept one of {', '.join(MEDIA_TYPES)}.", status=406)
    params = read_params(request)
    result = executor.run(params, context, read_only=request.method != "POST")
    body = answer_json(result.data, result.errors, stats)
    return Answer(body, has_errors=bool(result.errors))


def _refused(refused: RequestError, stats: RequestStats) -> Answer:
    return Answer(
        as_json({"errors": masked_errors(refused.errors, stats)}),
        refused.status,
        refused.well_formed,
        has_errors=True,
        headers=dict(refused.headers),
    )


def _media_type(request: HttpRequest) -> str | None:
    """Return the media type that the client prefers, ignoring parameters (`charset`)."""
    for accepted in request.accepted_types:
        for media_type in MEDIA_TYPES:
            main, sub = media_type.split("/")
            if accepted.main_type in ("*", main) and accepted.sub_type in ("*", sub):
                return media_type
    return None
