"""The answers of one subscription, one for each event, whatever they travel by."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.db import Error

from api.context import Context
from api.errors import DATABASE_UNAVAILABLE, RequestError, as_graphql_error, graphql_error
from api.execution.executor import Executor
from api.execution.params import Params
from api.execution.responses import answer_json
from api.subscriptions.source import SubscriptionSource
from core.common.errors import DomainError, Unauthenticated
from core.common.request_stats import begin
from core.database import read_your_writes
from core.database.errors import is_unavailable
from core.realtime.catch_up import missed_by_reader
from core.realtime.event_cursor import EventCursor
from core.realtime.events import Event
from core.realtime.hub import hub
from graph.errors import GraphUnavailable

from .pool import in_thread
from .session import EXPIRED, Session, session_of
from .shared import key_at, key_of, shared

P = ParamSpec("P")
T = TypeVar("T")

# No client has done anything wrong.
UNREADY = graphql_error(
    "Subscriptions are temporarily unavailable. Try again.", DATABASE_UNAVAILABLE
)
# A store that is away is asked again so often.
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as JSON, and the id of its event; without a body it is the beginning."""

    event_id: str
    body: str = ""


class Stream:
    """One subscription that has begun; `close` it whatever happens."""

    def __init__(
        self, executor: Executor, params: Params, source: SubscriptionSource, session: Session
    ) -> None:
        self._executor = executor
        self._params = params
        self._source = source
        self._session = session
        # One who is suspended sees what nobody else does.
        self._is_shared = executor.can_share(params, source) and not session.is_suspended
        self._asked = key_of(params, session.request)
        self._subscription, self._beginning = hub.subscribe(source.topic, session.person)

    def close(self) -> None:
        """Be told of nothing any more; may be called twice."""
        self._subscription.close()

    async def answers(self, silence: float) -> AsyncIterator[Answer | None]:
        """The answers, and None after so many seconds of silence.

        Ends by itself when nothing can follow. Raises Ended when the client is to come back, and
        DomainError when it can do so only another way.
        """
        mask_schema_errors: set[int] = set()
        # A session that ended just before we were on the roll.
        await _until_there(self._session.check)
        yield Answer(str(self._source.after or self._beginning))
        if self._source.after is not None:
            for event in await self._missed(self._source.after):
                mask_schema_errors.add(event.id)
                if answer := await self._answer(event, self._anew):
                    yield answer
                if event.kind is self._source.last:
                    return
        while True:
            event_or_none = await self._next(silence)
            if event_or_none is None:
                yield None
            elif event_or_none.id not in mask_schema_errors:
                if answer := await self._answer(event_or_none, self._show):
                    yield answer
                if event_or_none.kind is self._source.last:
                    return

    async def _next(self, silence: float) -> Event | None:
        left = self._session.seconds_left
        if left <= 0:
            raise Unauthenticated(EXPIRED)
        event = await self._subscription.next(min(silence, left))
        if self._subscription.must_check:
            self._subscription.must_check = False
            await _until_there(self._session.check)
        return event

    async def _missed(self, after: EventCursor) -> list[Event]:
        return await _until_there(missed_by_reader, self._source.topic, after)

    async def _answer(self, event: Event, show: Callable[[Event], str]) -> Answer | None:
        body = await _until_there(show, event)
        return Answer(str(event.position), body) if body else None

    def _show(self, event: Event) -> str:
        """The answer as JSON; empty where there is nothing to show. Raises Unauthenticated."""
        if not self._is_shared:
            return self._anew(event)
        key = key_at(event, self._asked)
        if (body_for_all := shared.get(key)) is not None:
            return body_for_all
        text, is_whole = self._made(event, self._session.context_of_anyone)
        if is_whole:
            shared.keep(key, text)
        return text

    def _anew(self, event: Event) -> str:
        """The same for this person alone: of the past, too, which may have been deleted since."""
        text, _ = self._made(event, self._session.context)
        return text

    def _made(self, event: Event, context_of: Callable[[str], Context]) -> tuple[str, bool]:
        """The answer, and whether there is one without errors."""
        stats = begin()
        context = context_of(stats.request_id)
        payload = self._source.payload(context, event)
        if payload is None:
            return "", False
        with read_your_writes.from_primary():
            result = self._executor.show(self._params, context, payload)
        for error in result.errors or ():
            if isinstance(error.original_error, Error) and is_unavailable(error.original_error):
                raise error.original_error  # and show it when PostgreSQL is back
        text = answer_json(result.data, result.errors, stats)
        return text, not result.errors


def open_stream(executor: Executor, params: Params, context: Context) -> Stream:
    """Begin a subscription. Raises RequestError where there is nothing but errors to tell."""
    source = executor.subscribe(params, context)
    try:
        return Stream(executor, params, source, session_of(context))
    except DomainError as error:
        raise RequestError([as_graphql_error(error)], well_formed=True) from None


async def _until_there(run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `run` gives, in a thread; again and again while a store is away: nothing is lost."""
    while True:
        try:
            return await in_thread(run, *args, **kwargs)
        except GraphUnavailable:
            pass
        except Error as error:
            if not is_unavailable(error):
                raise
        await asyncio.sleep(PATIENCE)
