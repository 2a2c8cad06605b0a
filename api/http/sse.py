"""GraphQL over server-sent events, in distinct connections mode.

Source: PROTOCOL.md of graphql-sse. Django handles the request like any other, including its
middleware. For a subscription, the response is handed over to the event loop, which sends the
events (`core/server/asgi.py`).
"""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import suppress
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from graphql import GraphQLError

from api.context import Context
from api.errors import RATE_LIMITED, RequestError, as_graphql_error, format_errors, graphql_error
from api.execution.executor import USE_STREAMING, Executor
from api.execution.request_log import report
from api.execution.responses import answer_json, as_json, masked_errors
from api.transports.stream import UNREADY, Stream, open_stream
from core.common.errors import DomainError
from core.common.request_stats import RequestStats, begin, current
from core.realtime.hub import Unready
from core.realtime.subscription import End, Ended
from core.server.asgi_types import HANDED_OVER, Receive, Scope, Send

from .params import read_params

EVENT_STREAM = "text/event-stream"
HEADERS = {
    # No proxy may cache or buffer the stream. Source: nginx, proxy_buffering.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
}
# Seconds after which a client that reads nothing is disconnected.
MAX_SEND = 60.0
PING = ":\n\n"
COMPLETE = "event: complete\ndata:\n\n"


def names_events(request: HttpRequest) -> bool:
    """Return whether the client accepts server-sent events."""
    return EVENT_STREAM in request.headers.get("Accept", "") and request.method in ("GET", "POST")


def event_stream(
    executor: Executor, request: HttpRequest, *, takes_json: bool
) -> HttpResponse | StreamingHttpResponse | None:
    """Return the response to an operation: complete, or the start of a stream.

    If the client accepts JSON too, return None except for a subscription. A request that is not
    well-formed GraphQL over HTTP gets the HTTP status of its error.
    """
    if takes_json and not _is_subscription(executor, request):
        return None
    started = perf_counter()
    stats = current() or begin()
    context = Context(request, stats.request_id)
    try:
        response = _opened(executor, context, stats)
    except RequestError as refused:
        response = _refused(refused, stats)
    except Exception as error:  # noqa: BLE001 - logged with the request ID, sent masked
        response = _refused(RequestError([as_graphql_error(error)], well_formed=True), stats)
    context.response_extras.apply_to(response, stats)
    report(stats, response.status_code, perf_counter() - started)
    return response


def _is_subscription(executor: Executor, request: HttpRequest) -> bool:
    try:
        return executor.is_subscription(read_params(request))
    except RequestError:
        return False


def _opened(
    executor: Executor, context: Context, stats: RequestStats
) -> HttpResponse | StreamingHttpResponse:
    request = context.request
    params = read_params(request)
    if not executor.is_subscription(params):
        result = executor.run(params, context, read_only=request.method != "POST")
        return _whole(answer_json(result.data, result.errors, stats))
    scope: MutableMapping[str, Any] | None = request.META.get("asgi.scope")
    if scope is None:
        raise RequestError([graphql_error(USE_STREAMING)], well_formed=True)
    try:
        scope[HANDED_OVER] = EventStream(open_stream(executor, params, context), stats.request_id)
    except Unready:
        raise RequestError([UNREADY], status=503) from None
    return StreamingHttpResponse([], content_type=f"{EVENT_STREAM}; charset=utf-8", headers=HEADERS)


def _refused(refused: RequestError, stats: RequestStats) -> HttpResponse:
    body = as_json({"errors": masked_errors(refused.errors, stats)})
    if refused.well_formed:
        return _whole(body)
    return HttpResponse(
        body,
        status=refused.status,
        content_type="application/json; charset=utf-8",
        headers=refused.headers,
    )


def _whole(body: str) -> HttpResponse:
    return HttpResponse(
        _event(body) + COMPLETE, content_type=f"{EVENT_STREAM}; charset=utf-8", headers=HEADERS
    )


def _event(body: str, event_id: str = "") -> str:
    first = f"id: {event_id}\n" if event_id else ""
    return f"{first}event: next\ndata: {body}\n\n"


class EventStream:
    """The events of a response that has begun."""

    def __init__(self, stream: Stream, request_id: str) -> None:
        self._stream = stream
        self._request_id = request_id

    def close(self) -> None:
        """End the subscription, begun or not."""
        self._stream.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the subscription ends or the client disconnects."""
        sending = asyncio.ensure_future(self._send_all(send))
        leaving = asyncio.ensure_future(_until_gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.close()
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), MAX_SEND)

    async def _send_all(self, send: Send) -> None:
        async for text in self._texts():
            message = {"type": "http.response.body", "body": text.encode(), "more_body": True}
            await asyncio.wait_for(send(message), MAX_SEND)

    async def _texts(self) -> AsyncIterator[str]:
        try:
            async for answer in self._stream.answers(settings.LIVE_PING_SECONDS):
                if answer is None:
                    yield PING
                elif answer.body:
                    yield _event(answer.body, answer.event_id)
                else:
                    yield f":\nid: {answer.event_id}\n\n"
        except Ended as ended:
            # No `complete`: the client reconnects and resumes after the last ID.
            if ended.end is not End.STOPPING:
                yield self._error(graphql_error(ended.end.value, RATE_LIMITED))
            return
        except DomainError as error:
            yield self._error(as_graphql_error(error))
        except Exception as error:  # noqa: BLE001 - logged with the request ID, sent masked
            yield self._error(as_graphql_error(error))
        yield COMPLETE

    def _error(self, error: GraphQLError) -> str:
        formatted = format_errors([error], self._request_id)
        return _event(as_json({"errors": formatted}))


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
