"""What is sent of an event: the answer to the webhook's subscription, as its owner may see it."""

from collections.abc import Sequence

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from graphql import GraphQLError

from api.context import Context
from api.errors import RequestError, is_temporary
from api.execution.params import Params
from api.execution.responses import answer_json
from api.executor import executor
from core.accounts.models import User
from core.common.errors import NotFound
from core.common.request_stats import begin
from core.database import read_your_writes
from core.realtime.events import Event
from core.webhooks.models import WebhookDelivery
from core.webhooks.stored_events import event_in
from graph.errors import GraphUnavailable

TEST = '{"data":null,"extensions":{"test":true}}'


class Unavailable(Exception):
    """A store is unavailable: the same may succeed later."""


class NothingToSend(Exception):
    """The subscription is refused; the message says why."""


class NotVisible(Exception):
    """The owner may not see it, or it was deleted, and shall not know which."""

    def __init__(self) -> None:
        super().__init__("You may not see it, or it was deleted.")


def payload_of(delivery: WebhookDelivery, owner: User) -> str:
    """Return the answer as JSON. Raises Unavailable, NothingToSend and NotVisible.

    Costs what the event costs a subscriber: a statement for the owner is in `deliver.py`.
    """
    if delivery.event is None:
        return TEST
    event = event_in(delivery.event)
    query = delivery.webhook.query
    stats = begin()
    context = Context(_request(event), stats.request_id)
    context.viewer = owner
    try:
        source = executor.source_of_text(query, context)
    except RequestError as refused:
        _check_available(refused.errors)
        if any(isinstance(error.original_error, NotFound) for error in refused.errors):
            raise NotVisible from None
        raise NothingToSend(refused.errors[0].message) from None
    payload = source.payload(context, event)
    if payload is None:
        raise NotVisible
    with read_your_writes.from_primary():
        result = executor.show(Params(query, {}, None), context, payload)
    _check_available(result.errors or [])
    return answer_json(result.data, result.errors, stats)


def _check_available(errors: Sequence[GraphQLError]) -> None:
    for error in errors:
        cause = error.original_error
        if isinstance(cause, GraphUnavailable) or (
            isinstance(cause, Error) and is_temporary(cause)
        ):
            raise Unavailable from cause


def _request(event: Event) -> HttpRequest:
    """Return a request by the service itself, as for a client that resumes before the event."""
    request = HttpRequest()
    scheme, _, host = settings.PUBLIC_URL.partition("://")
    name, _, port = host.partition(":")
    default = "443" if scheme == "https" else "80"
    request.META = {
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": name,
        "SERVER_PORT": port or default,
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        # Its deletion may be the event: of a post that is gone nothing else is sent.
        "HTTP_LAST_EVENT_ID": str(event.position),
        "wsgi.url_scheme": scheme,
    }
    return request
