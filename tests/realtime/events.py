"""A client of server-sent events, in plain HTTP: what a browser's EventSource would see."""

import http.client
import json
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from tests.waiting import wait_until


@dataclass(frozen=True)
class ServerEvent:
    """One event of a stream, or a line of silence (`name` is empty then)."""

    name: str
    id: str
    data: Any


class EventSource:
    """One stream, read in a thread of its own; to be used as a context."""

    def __init__(
        self,
        port: int,
        query: str,
        token: str = "",
        *,
        variables: dict[str, Any] | None = None,
        last_event_id: str = "",
        method: str = "POST",
        headers: dict[str, str] | None = None,
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"Accept": "text/event-stream", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if last_event_id:
            sent["Last-Event-ID"] = last_event_id
        params = {"query": query, "variables": variables or {}}
        if method == "POST":
            sent["Content-Type"] = "application/json"
            self._connection.request("POST", "/graphql/", json.dumps(params), sent)
        else:
            params["variables"] = json.dumps(params["variables"])
            self._connection.request(method, f"/graphql/?{urlencode(params)}", headers=sent)
        self.response = self._connection.getresponse()
        self.events: deque[ServerEvent] = deque()
        self.last_id = last_event_id
        self.pings = 0
        self.is_over = False
        self._may_read = threading.Event()
        self._may_read.set()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> "EventSource":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave, without waiting for the reader's next line."""
        if (sock := self._connection.sock) is not None:
            with suppress(OSError):  # the server was quicker
                sock.shutdown(socket.SHUT_RDWR)
        self.response.close()
        self._connection.close()

    def opened(self) -> "EventSource":
        """This, once it has said where it begins: from then on nothing is missed."""
        wait_until(lambda: bool(self.last_id) or self.is_over)
        assert self.last_id
        return self

    def opened_or_over(self) -> bool:
        """Whether it has begun; it is refused otherwise."""
        wait_until(lambda: bool(self.last_id) or self.is_over)
        return bool(self.last_id)

    def next(self, seconds: float = 20.0) -> ServerEvent:
        """The next event."""
        wait_until(lambda: bool(self.events) or self.is_over, seconds=seconds)
        assert self.events, "The stream ended without another event."
        return self.events.popleft()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Read nothing in this block."""
        self._may_read.clear()
        try:
            yield
        finally:
            self._may_read.set()

    def data(self) -> Any:
        """The data of the next event, which has no errors."""
        event = self.next()
        assert event.name == "next"
        assert "errors" not in event.data, event.data
        return event.data["data"]

    def rest(self) -> list[ServerEvent]:
        """What comes until the server ends the stream."""
        wait_until(lambda: self.is_over)
        return list(self.events)

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            while line := self.response.readline():
                self._may_read.wait()
                text = line.decode().rstrip("\n")
                if text:
                    name, _, value = text.partition(":")
                    fields[name] = value.removeprefix(" ")
                    continue
                self._take(fields)
                fields = {}
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        self.is_over = True

    def _take(self, fields: dict[str, str]) -> None:
        self.last_id = fields.get("id", self.last_id)
        if "event" in fields:
            data = json.loads(fields["data"]) if fields.get("data") else None
            self.events.append(ServerEvent(fields["event"], fields.get("id", ""), data))
        else:
            self.pings += 1
