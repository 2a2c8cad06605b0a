"""The middleware of development that records requests and logs those that are no operation."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.common.request_stats import RequestStats, current
from core.common.signals import request_answered
from core.telemetry.statements import Store, watch_statements

from . import recorded
from .recorded import RecordedRequest, Statement

NAMES: dict[Store, str] = {"postgres": "SQL", "neo4j": "Cypher"}

logger = logging.getLogger("core.dev.requests")


@dataclass(slots=True)
class Trace:
    """The statements of one request so far."""

    stats: RequestStats
    began: float
    statements: list[Statement] = field(default_factory=list)


_trace: ContextVar[Trace | None] = ContextVar("recorded_trace", default=None)
# The request that was recorded last. Its kind does not tell: an operation may be refused unparsed.
_recorded: ContextVar[RequestStats | None] = ContextVar("recorded_request", default=None)


class Recorder:
    """Records each operation, and each page that asked a store or failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        watch_statements(watch)
        request_answered.connect(record_operation, dispatch_uid=__name__)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        response = self._get_response(request)
        stats = current()
        if stats is not None and _recorded.get() is not stats:
            _record_page(request, response.status_code, stats, perf_counter() - started)
        return response


def watch(store: Store, text: str, run: Callable[[], Any]) -> Any:
    """Time a statement of a request."""
    stats = current()
    if stats is None:
        return run()
    trace = _trace_of(stats)
    started = perf_counter()
    try:
        return run()
    finally:
        took = perf_counter() - started
        at = started - trace.began
        trace.statements.append(
            Statement(NAMES[store], text, round(at * 1000, 2), round(took * 1000, 2))
        )


def record_operation(*, stats: RequestStats, status: int, seconds: float, **_: object) -> None:
    """Record an operation that was answered."""
    _put(stats, stats.described, status, seconds)


def _record_page(request: HttpRequest, status: int, stats: RequestStats, seconds: float) -> None:
    """Log and record what is no operation, by its route: an address can be a secret."""
    if status < 400 and not (stats.sql or stats.cypher):
        return
    match = request.resolver_match
    described = f"{request.method} {f'/{match.route}' if match else 'an unknown address'}"
    logger.info(
        "%s: %d in %.1f ms, %d SQL, %d Cypher",
        *(described, status, seconds * 1000, stats.sql, stats.cypher),
    )
    _put(stats, described, status, seconds)


def _put(stats: RequestStats, described: str, status: int, seconds: float) -> None:
    trace = _trace_of(stats)
    _trace.set(None)
    _recorded.set(stats)
    recorded.put(
        RecordedRequest(
            recorded.new_name(stats.request_id),
            described,
            status,
            round(seconds * 1000, 2),
            stats.user_id,
            stats.cost,
            sorted(set(stats.error_codes)),
            trace.statements,
        )
    )


def _trace_of(stats: RequestStats) -> Trace:
    trace = _trace.get()
    if trace is None or trace.stats is not stats:
        trace = Trace(stats, perf_counter())
        _trace.set(trace)
    return trace
