"""Traces by OpenTelemetry: a span for each request, operation, statement and batch of the relay.

The SDK reads its standard variables itself (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER,
OTEL_BSP_SCHEDULE_DELAY, …) and sends in a thread, which is restarted after a fork. Spans contain no
personal data: statements go without parameters, operations without variables, errors by their type.
Names of attributes: https://opentelemetry.io/docs/specs/semconv/. Imported only where enabled.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer

from core.common.request_stats import RequestStats
from core.common.signals import request_answered
from core.common.tracing import Attributes, use

from .statements import Store, watch_statements

# The stores by the conventions' names, and their languages.
SYSTEMS: dict[Store, tuple[str, str]] = {
    "postgres": ("postgresql", "SQL"),
    "neo4j": ("neo4j", "Cypher"),
}


def start(service_name: str) -> None:
    """Start to send spans, under this name of the service."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service_name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    tracing = OpenTelemetry(provider.get_tracer("social-graph"))
    use(tracing)
    watch_statements(tracing.statement)
    request_answered.connect(_describe_answer, dispatch_uid=__name__)


class OpenTelemetry:
    """Makes the spans."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Attributes,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: Context | None = None,
    ) -> Iterator[None]:
        """A span for the block; an error that leaves it is recorded by its type alone."""
        with self._tracer.start_as_current_span(
            name,
            context=parent,
            kind=kind,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    @contextmanager
    def server_span(
        self, name: str, headers: Mapping[str, str], attributes: Attributes
    ) -> Iterator[None]:
        """A span for answering a request."""
        carrier = {header.lower(): value for header, value in headers.items()}
        parent = propagate.extract(carrier)
        with self.span(name, attributes, kind=SpanKind.SERVER, parent=parent):
            yield

    def statement(self, store: Store, text: str, run: Callable[[], Any]) -> Any:
        """Run a statement, with a span inside of a request or a batch, without one elsewhere."""
        if not trace.get_current_span().get_span_context().is_valid:
            return run()
        system, language = SYSTEMS[store]
        attributes = {
            "db.system.name": system,
            "db.system": system,  # its older name, which many tools still use
            "db.query.text": text,
        }
        verb = text.split(maxsplit=1)[0]
        with self.span(f"{language} {verb}", attributes, kind=SpanKind.CLIENT):
            return run()


def _describe_answer(*, stats: RequestStats, status: int, **_: object) -> None:
    """Set the attributes of the request's span that are known at its end."""
    span = trace.get_current_span()
    span.set_attribute("http.response.status_code", status)
    if stats.error_codes:
        span.set_attribute("social_graph.error_codes", sorted(set(stats.error_codes)))
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))
