"""Shared responses: one response to an event for all subscribers of the same operation.

Thousands of clients may subscribe to one post. For a shared source (`SubscriptionSource.shared`) a
worker builds one response, without a viewer, for all subscribers with the same document and
variables. It is not used if the document has a field that depends on the viewer, nor for a
suspended viewer, who sees hidden content. It is used only while recent: not for a client that
resumes, or reads so slowly that the event has waited.
"""

import json
from collections import OrderedDict
from threading import Lock
from time import monotonic

from django.http import HttpRequest

from api.execution.params import Params
from core.realtime.events import Event

KEPT = 200
# Seconds for which a response is shared. Later, its content may be deleted.
NEW = 1.0

Asked = tuple[str | None, str | None, str, str | None, str]
Key = tuple[int, Asked]


class SharedAnswers:
    """The most recent responses; shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Key, tuple[float, str]] = OrderedDict()

    def get(self, key: Key) -> str | None:
        """Return the recent response for this key, or None."""
        kept = self._kept.get(key)
        return kept[1] if kept and monotonic() - kept[0] < NEW else None

    def keep(self, key: Key, body: str) -> None:
        """Keep a response for other subscribers."""
        with self._lock:
            self._kept[key] = monotonic(), body
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def key_of(params: Params, request: HttpRequest) -> Asked:
    """Return the key of an operation; it has the host, because image URLs contain it."""
    variables = json.dumps(params.variables, sort_keys=True)
    address = request.build_absolute_uri("/")
    return params.document_id, params.query, variables, params.operation_name, address


def key_at(event: Event, asked: Asked) -> Key:
    """Return the key of an operation and an event."""
    return event.id, asked


shared = SharedAnswers()
