"""Answers that are the same for everybody who asks the same of an event.

Thousands may watch one post. A subscription that declares itself shared (`Watch.shared`) is
answered once a worker for all who sent the same document and variables, from the point of view of
anyone at all; so not where the document has a field about the viewer, nor for a viewer who is
suspended and sees what nobody else does. It is right as long as it is new: nobody is given it who
resumes, or who reads so slowly that the event has waited.
"""

import json
from collections import OrderedDict
from threading import Lock
from time import monotonic

from django.http import HttpRequest

from api.execution.params import Params
from core.realtime.events import Event

KEPT = 200
# Seconds in which all who are there have been told. Later, what it tells may be deleted.
NEW = 1.0

Asked = tuple[str | None, str | None, str, str | None, str]
Key = tuple[int, Asked]


class SharedAnswers:
    """The last ones; shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Key, tuple[float, str]] = OrderedDict()

    def get(self, key: Key) -> str | None:
        """The answer that somebody has just got, if it is for all."""
        kept = self._kept.get(key)
        return kept[1] if kept and monotonic() - kept[0] < NEW else None

    def keep(self, key: Key, body: str) -> None:
        """Let others have it too."""
        with self._lock:
            self._kept[key] = monotonic(), body
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def key_of(params: Params, request: HttpRequest) -> Asked:
    """What is asked, and under which address: pictures are named by it."""
    variables = json.dumps(params.variables, sort_keys=True)
    address = request.build_absolute_uri("/")
    return params.document_id, params.query, variables, params.operation_name, address


def key_at(event: Event, asked: Asked) -> Key:
    """The same, of one event."""
    return event.id, asked


shared = SharedAnswers()
