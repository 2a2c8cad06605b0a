"""Server-sent events as the protocol of graphql-sse wants them, and what is refused."""

import json
from typing import Any

import pytest
import requests

from api.relay.ids import to_global
from core.posts.models import Post
from core.posts.services import create_post
from tests.api.client import GraphQLClient
from tests.journeys.server import Instance

from .events import EventSource, ServerEvent
from .people import NOTIFIED, POST, person

pytestmark = pytest.mark.usefixtures("stores")

COMPLETE = ServerEvent("complete", "", None)
ELSEWHERE = (
    "Subscriptions are served as server-sent events (send `Accept: text/event-stream`) and over "
    "WebSocket (`graphql-transport-ws`)."
)


def whole(instance: Instance, query: str, token: str = "", **more: Any) -> list[ServerEvent]:
    """All events of a stream that ends by itself."""
    with EventSource(instance.port, query, token, **more) as stream:
        assert stream.response.status == 200
        assert stream.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        return stream.rest()


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_query_is_answered_by_one_event(instance: Instance, method: str) -> None:
    events = whole(instance, "{ __typename nothing: me { id } }", method=method)
    data = {"data": {"__typename": "Query", "nothing": None}}
    assert events == [ServerEvent("next", "", data), COMPLETE]


def test_a_mutation_too_by_post_alone(instance: Instance) -> None:
    ada = person("ada")
    mutation = 'mutation { createPost(content: "By events.") { post { content } } }'
    assert whole(instance, mutation, ada.token) == [
        ServerEvent("next", "", {"data": {"createPost": {"post": {"content": "By events."}}}}),
        COMPLETE,
    ]
    with EventSource(instance.port, mutation, ada.token, method="GET") as refused:
        assert refused.response.status == 405
    assert Post.objects.count() == 1


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_stream_says_that_nobody_may_keep_it(instance: Instance, method: str) -> None:
    ada = person("ada")
    with EventSource(instance.port, NOTIFIED, ada.token, method=method).opened() as stream:
        headers = stream.response.headers
        assert stream.response.status == 200
        assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert headers["Cache-Control"] == "no-store, no-transform"
        assert headers["X-Accel-Buffering"] == "no"
        assert headers["Vary"] == "Accept, Authorization, Session-Mode, origin"
        assert len(headers["X-Request-ID"]) == 32
        assert "Content-Length" not in headers


REFUSED = {
    "no document": ("subscription {", "BAD_USER_INPUT", None),
    "no such field": ("subscription { nothing }", "BAD_USER_INPUT", None),
    "two fields": (
        "subscription { notificationReceived { eventId } feedUpdated { eventId } }",
        "BAD_USER_INPUT",
        None,
    ),
    "nothing at all": (
        "subscription { notificationReceived @skip(if: true) { eventId } }",
        "BAD_USER_INPUT",
        None,
    ),
    "introspection": ("subscription { __typename }", "BAD_USER_INPUT", None),
    "too costly": (
        "subscription { feedUpdated { post { likers(first: 100) { nodes { followers(first: 100) "
        "{ nodes { followers(first: 100) { nodes { id } } } } } } } } }",
        "QUERY_TOO_COMPLEX",
        None,
    ),
    "a variable of another type": (
        "subscription ($id: ID!) { postUpdated(id: $id) { eventId } }",
        "BAD_USER_INPUT",
        "id",
    ),
    "an id of another type": (
        f'subscription {{ postUpdated(id: "{to_global("User", 1)}") {{ eventId }} }}',
        "BAD_USER_INPUT",
        "id",
    ),
    "no such post": (
        f'subscription {{ postUpdated(id: "{to_global("Post", 1)}") {{ eventId }} }}',
        "NOT_FOUND",
        "id",
    ),
}


@pytest.mark.parametrize(("query", "code", "field"), REFUSED.values(), ids=REFUSED)
def test_an_error_is_sent_as_an_event(
    instance: Instance, query: str, code: str, field: str | None
) -> None:
    ada = person("ada")
    [event, end] = whole(instance, query, ada.token)
    assert (event.name, end) == ("next", COMPLETE)
    assert set(event.data) == {"errors"}
    assert event.data["errors"][0]["extensions"].get("code") == code
    if field:
        assert event.data["errors"][0]["extensions"]["field"] == field


def test_nothing_is_sent_without_signing_in(instance: Instance) -> None:
    pid = to_global("Post", create_post(author=person("ada").user, content="Public.").pk)
    for query, variables in ((NOTIFIED, {}), (POST, {"id": pid})):
        [event, _] = whole(instance, query, variables=variables)
        [error] = event.data["errors"]
        assert error["message"] == "Sign in first."
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    [event, _] = whole(instance, NOTIFIED, "no-token")
    assert event.data["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_a_person_has_so_many_streams_and_no_more(instance: Instance) -> None:
    ada, ben = person("ada"), person("ben")
    # Two workers of 5 each: the eleventh is one too many wherever it comes to.
    streams = [EventSource(instance.port, NOTIFIED, ada.token) for _ in range(11)]
    refused = [stream for stream in streams if not stream.opened_or_over()]
    try:
        assert refused
        [event, end] = refused[0].rest()
        assert event.data["errors"][0]["message"] == (
            "You have 5 subscriptions, the maximum. End one of them first."
        )
        assert event.data["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 60}
        assert end == COMPLETE
        with EventSource(instance.port, NOTIFIED, ben.token).opened():
            pass
    finally:
        for stream in streams:
            stream.close()


def test_a_request_that_is_none_is_answered_by_its_status(instance: Instance) -> None:
    url, accept = f"{instance.address}/graphql/", {"Accept": "text/event-stream"}
    broken = requests.post(
        url, "{", headers={**accept, "Content-Type": "application/json"}, timeout=20
    )
    assert broken.status_code == 400
    assert broken.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    text = requests.post(url, "{}", headers={**accept, "Content-Type": "text/plain"}, timeout=20)
    assert text.status_code == 415
    put = requests.put(url, "{}", headers=accept, timeout=20)
    assert put.status_code == 405


def test_other_ways_are_refused(instance: Instance) -> None:
    ada = person("ada")
    for accept in ("application/json", "application/graphql-response+json, */*"):
        answer = requests.post(
            f"{instance.address}/graphql/",
            json={"query": NOTIFIED},
            headers={"Accept": accept, "Authorization": f"Bearer {ada.token}"},
            timeout=20,
        )
        assert answer.json()["errors"] == [
            {"message": ELSEWHERE, "extensions": {"code": "BAD_USER_INPUT"}}
        ]
    # A server that cannot stream says so.
    assert GraphQLClient(ada.user).refusal(NOTIFIED) == ("BAD_USER_INPUT", ELSEWHERE, None)


def test_a_client_that_takes_both_gets_events_for_subscriptions_alone(instance: Instance) -> None:
    ada = person("ada")
    both = {"Accept": "application/graphql-response+json, application/json, text/event-stream"}
    answer = requests.post(
        f"{instance.address}/graphql/",
        json={"query": "{ __typename }"},
        headers=both,
        timeout=20,
    )
    assert answer.headers["Content-Type"] == "application/graphql-response+json; charset=utf-8"
    assert json.loads(answer.text) == {"data": {"__typename": "Query"}}
    with EventSource(instance.port, NOTIFIED, ada.token, headers=both).opened() as stream:
        assert stream.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
