"""The responses of a subscription, one per event, for every transport."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.db import Error

from api.context import Context
from api.errors import (
    DATABASE_UNAVAILABLE,
    RequestError,
    as_graphql_error,
    graphql_error,
    is_temporary,
)
from api.execution.executor import Executor
from api.execution.params import Params
from api.execution.responses import answer_json
from api.subscriptions.source import SubscriptionSource
from core.common.errors import DomainError, Overloaded, Unauthenticated
from core.common.request_stats import begin
from core.database import read_your_writes
from core.realtime.catch_up import missed_by_reader
from core.realtime.event_cursor import EventCursor
from core.realtime.events import Event
from core.realtime.hub import hub
from graph.errors import GraphUnavailable

from .pool import in_thread
from .session import EXPIRED, Session, sees_as_anyone, session_of
from .shared import key_at, key_of, shared

P = ParamSpec("P")
T = TypeVar("T")

UNREADY = graphql_error(
    "Subscriptions are temporarily unavailable. Try again.", DATABASE_UNAVAILABLE
)
# Seconds between attempts while a store is unavailable.
RETRY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as JSON and the ID of its event; an empty body marks the start."""

    event_id: str
    body: str = ""


class Stream:
    """An open subscription; it must be closed."""

    def __init__(
        self, executor: Executor, params: Params, source: SubscriptionSource, session: Session
    ) -> None:
        self._executor = executor
        self._params = params
        self._source = source
        self._session = session
        self._can_share = executor.can_share(params, source)
        self._is_shared = self._can_share and session.sees_as_anyone
        self._asked = key_of(params, session.request)
        self._subscription, self._beginning = hub.subscribe(source.topic, session.person)

    def close(self) -> None:
        """End the subscription; can be called twice."""
        self._subscription.close()

    async def answers(self, silence: float) -> AsyncIterator[Answer | None]:
        """Yield responses, and None after `silence` seconds without one.

        End after the last possible event, if it is for this subscriber. Raises Ended if the client
        should reconnect, DomainError if it must change something first.
        """
        # The session may have ended just before the subscription was registered.
        await self._check()
        yield Answer(str(self._source.after or self._beginning))
        async for event, show in self._with_shows(silence):
            answer = await self._answer(event, show) if event else None
            if answer or event is None:
                yield answer
            if answer and event and event.kind is self._source.last:
                return

    async def _with_shows(
        self, silence: float
    ) -> AsyncIterator[tuple[Event | None, Callable[[Event], str]]]:
        """Yield each event once with what shows it, and None after `silence` without one."""
        sent: set[int] = set()
        if self._source.after is not None:
            for event in await self._missed(self._source.after):
                sent.add(event.id)
                yield event, self._show_alone
        while True:
            event_or_none = await self._next(silence)
            if event_or_none is None or event_or_none.id not in sent:
                yield event_or_none, self._show

    async def _next(self, silence: float) -> Event | None:
        left = self._session.seconds_left
        if left <= 0:
            raise Unauthenticated(EXPIRED)
        event = await self._subscription.next(min(silence, left))
        if self._subscription.must_check:
            self._subscription.must_check = False
            await self._check()
        return event

    async def _check(self) -> None:
        """Look whether the session lasts, and whom a block hides. Raises Unauthenticated."""
        viewer = await self._retried(self._session.check)
        self._is_shared = self._can_share and sees_as_anyone(viewer)

    async def _missed(self, after: EventCursor) -> list[Event]:
        return await self._retried(missed_by_reader, self._source.topic, after)

    async def _answer(self, event: Event, show: Callable[[Event], str]) -> Answer | None:
        body = await self._retried(show, event)
        return Answer(str(event.position), body) if body else None

    def _show(self, event: Event) -> str:
        """Return the response as JSON, empty for a skipped event. Raises Unauthenticated."""
        if not self._is_shared:
            return self._show_alone(event)
        key = key_at(event, self._asked)
        if (body_for_all := shared.get(key)) is not None:
            return body_for_all
        text, is_whole = self._made(event, self._session.context_of_anyone)
        if is_whole:
            shared.keep(key, text)
        # What is not for everybody may still be for this subscriber.
        return text or self._show_alone(event)

    def _show_alone(self, event: Event) -> str:
        """Return a response that is not shared, also for a missed event."""
        text, _ = self._made(event, self._session.context)
        return text

    def _made(self, event: Event, context_of: Callable[[str], Context]) -> tuple[str, bool]:
        """Return the response, and whether it is present and has no errors."""
        stats = begin()
        context = context_of(stats.request_id)
        payload = self._source.payload(context, event)
        if payload is None:
            return "", False
        with read_your_writes.from_primary():
            result = self._executor.show(self._params, context, payload)
        for error in result.errors or ():
            if isinstance(error.original_error, Error) and is_temporary(error.original_error):
                raise error.original_error  # retried until PostgreSQL is available
        text = answer_json(result.data, result.errors, stats)
        return text, not result.errors

    async def _retried(self, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `run` in a thread, retried while a store is unavailable."""
        while True:
            try:
                return await in_thread(self._session.person, run, *args, **kwargs)
            except (GraphUnavailable, Overloaded):
                pass
            except Error as error:
                if not is_temporary(error):
                    raise
            await asyncio.sleep(RETRY_SECONDS)


def open_stream(executor: Executor, params: Params, context: Context) -> Stream:
    """Open a subscription. Raises RequestError if it has only errors."""
    source = executor.subscribe(params, context)
    try:
        return Stream(executor, params, source, session_of(context))
    except DomainError as error:
        raise RequestError([as_graphql_error(error)], well_formed=True) from None
