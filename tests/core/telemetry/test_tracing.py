"""The spans that a collector receives, over OTLP."""

import os
from pathlib import Path
from typing import Any

import pytest
import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from core.journal.models import JournalEntry
from tests.factories import make_post, make_user
from tests.journeys.server import served
from tests.programs import run
from tests.receivers import Receiver, receiving
from tests.relays import relay_process
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
SIGN_UP = """
mutation Somebody {
  signup(username: "ada", email: "ada@example.com", password: "a-good-pass-phrase") { token }
}
"""
FEED = "query Feed { feed { id content author { username } likesCount } }"


def exporting(receiver: Receiver) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.port}",
        "OTEL_BSP_SCHEDULE_DELAY": "50",
    }


def spans(receiver: Receiver) -> list[Span]:
    exports = [ExportTraceServiceRequest.FromString(body) for _, body in list(receiver.received)]
    return [
        span
        for export in exports
        for resource in export.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def attributes(span: Span) -> dict[str, Any]:
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value")
        for each in span.attributes
    }


def test_a_request_is_a_trace_down_to_its_statements(tmp_path: Path) -> None:
    with (
        receiving() as receiver,
        served(
            tmp_path / "media",
            workers=1,
            # As it is deployed: what sends was set up before the fork.
            GUNICORN_CMD_ARGS="--preload",
            **exporting(receiver),
        ) as service,
    ):
        service.token = service.data(SIGN_UP)["signup"]["token"]
        make_post(make_user("ben"), "A secret thought.")
        service.data('mutation { followUser(username: "ben") { user { id } } }')
        response = requests.post(
            f"{service.address}/graphql/",
            json={"query": FEED},
            headers={
                "Authorization": f"Bearer {service.token}",
                "X-Request-ID": "request-of-ada",
                "traceparent": f"00-{TRACE}-{PARENT}-01",
            },
            timeout=30,
        )
        assert response.json()["data"]["feed"][0]["content"] == "A secret thought."

        def arrived() -> bool:
            return any(span.parent_span_id.hex() == PARENT for span in spans(receiver))

        wait_until(arrived)
        found = [span for span in spans(receiver) if span.trace_id.hex() == TRACE]
        everything = b"".join(body for _, body in receiver.received)
        paths = {path for path, _ in receiver.received}

    assert paths == {"/v1/traces"}
    # The skeleton with the counts; the viewer, the posts with their authors.
    assert sorted(span.name for span in found) == [
        "Cypher CALL",
        "POST /graphql/",
        *["SQL SELECT"] * 2,
        "query Feed",
    ]
    [request] = [span for span in found if span.name == "POST /graphql/"]
    [operation] = [span for span in found if span.name == "query Feed"]
    assert request.kind == Span.SPAN_KIND_SERVER
    assert attributes(request) == {
        "http.request.method": "POST",
        "url.path": "/graphql/",
        "http.response.status_code": 200,
        "social_graph.request_id": "request-of-ada",
    }
    assert operation.parent_span_id == request.span_id
    assert attributes(operation) == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Feed",
    }
    statements = [span for span in found if span.kind == Span.SPAN_KIND_CLIENT]
    assert {span.parent_span_id for span in statements} == {operation.span_id}
    assert sorted(attributes(span)["db.system"] for span in statements) == [
        "neo4j",
        *["postgresql"] * 2,
    ]
    cypher = [attributes(span) for span in statements if span.name.startswith("Cypher")]
    assert all("$" in statement["db.query.text"] for statement in cypher)
    for secret in (b"A secret thought.", b"ada@example.com", b"a-good-pass-phrase", b"ben"):
        assert secret not in everything


def test_a_batch_of_the_relay_is_a_trace_and_its_idle_looks_are_none() -> None:
    JournalEntry.objects.create(kind="followed", actor=1, target=2)
    with receiving() as receiver:
        with relay_process(**exporting(receiver), OTEL_SERVICE_NAME="the-relay") as process:
            wait_until(lambda: any(span.name == "relay batch" for span in spans(receiver)))
            process.terminate()
            assert process.wait(timeout=20) == 0
        found = spans(receiver)
        export = ExportTraceServiceRequest.FromString(receiver.received[0][1])

    [batch] = [span for span in found if span.name == "relay batch"]
    assert attributes(batch) == {"social_graph.entries": 1}
    assert {span.parent_span_id for span in found if span is not batch} == {batch.span_id}
    assert "SQL WITH" in {span.name for span in found}
    [resource] = export.resource_spans
    names = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert names["service.name"] == "the-relay"


@pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
def test_it_can_be_turned_off_by_the_standard_variables(off: dict[str, str]) -> None:
    program = "import sys, django; django.setup(); print('opentelemetry' in sys.modules)"
    on = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    results = [run("-c", program, environ=environ).stdout for environ in (on, {**on, **off})]
    assert results == ["True\n", "False\n"]
