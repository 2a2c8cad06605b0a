"""One operation on a WebSocket: a single response or a subscription."""

import asyncio
import json
from collections.abc import Hashable, Sequence
from time import perf_counter
from typing import Any, Protocol

from django.http import HttpRequest
from graphql import GraphQLError

from api.context import Context
from api.errors import UNAUTHENTICATED, RequestError, as_graphql_error
from api.execution.executor import Executor
from api.execution.params import checked
from api.execution.request_log import report
from api.execution.responses import answer_json, as_json, masked_errors
from core.common.errors import DomainError, Overloaded, Unauthenticated
from core.common.request_stats import RequestStats, begin
from core.realtime.hub import Unready
from core.realtime.subscription import End, Ended

from .closing import Closing, Code
from .pool import in_thread
from .stream import UNREADY, Stream, open_stream

# The server sends pings (`core/server/worker.py`).
SILENCE = 3600.0


class Socket(Protocol):
    """What an operation needs of its socket."""

    @property
    def client(self) -> Hashable:
        """Whose turn it takes in the threads."""

    @property
    def turns(self) -> asyncio.Semaphore:
        """How many operations of the socket begin at once."""

    async def say(self, text: str) -> None:
        """Send a message."""


class Operation:
    """The operation of one `subscribe` message."""

    def __init__(
        self,
        executor: Executor,
        request: HttpRequest,
        payload: dict[str, Any],
        key: str,
        socket: Socket,
    ) -> None:
        self._executor = executor
        self._request = request
        self._payload = payload
        self._key = json.dumps(key)
        self._socket = socket
        self._say = socket.say
        self._opened: Stream | None = None

    async def run(self) -> None:
        """Send all messages of the operation. Raises Closing if the socket must be closed.

        Cancelled, it ends once its thread does, which cannot be stopped.
        """
        try:
            async with self._socket.turns:
                messages = await self._begun()
                # In this turn still: the next one begins when the client has taken these.
                for message in messages:
                    await self._say(message)
            if self._opened is not None:
                await self._stream(self._opened)
        finally:
            if self._opened is not None:
                self._opened.close()

    async def _begun(self) -> list[str]:
        try:
            return await in_thread(self._socket.client, self._begin)
        except Overloaded as busy:
            return [self._error([as_graphql_error(busy)], begin())]

    def _begin(self) -> list[str]:
        """Return the messages of the response; none of a stream, which is then open."""
        started = perf_counter()
        stats = begin()
        try:
            return self._answer(stats)
        except RequestError as refused:
            return [self._error(refused.errors, stats)]
        except Unready:
            return [self._error([UNREADY], stats)]
        except Exception as error:  # noqa: BLE001 - logged with the request ID, sent masked
            return [self._error([as_graphql_error(error)], stats)]
        finally:
            report(stats, 200, perf_counter() - started)

    def _answer(self, stats: RequestStats) -> list[str]:
        params = checked(self._payload)
        context = Context(self._request, stats.request_id)
        if self._executor.is_subscription(params):
            self._opened = open_stream(self._executor, params, context)
            return []
        result = self._executor.run(params, context, read_only=False)
        return [self._next(answer_json(result.data, result.errors, stats)), self._complete()]

    async def _stream(self, stream: Stream) -> None:
        try:
            async for answer in stream.answers(SILENCE):
                if answer is not None and answer.body:
                    await self._say(self._next(answer.body))
            await self._say(self._complete())
        except Ended as ended:
            code = Code.RESTART if ended.end is End.STOPPING else Code.TRY_AGAIN
            raise Closing(code, ended.end.value) from None
        except Unauthenticated as error:
            raise Closing(Code.FORBIDDEN, f"{UNAUTHENTICATED}: {error.message}") from None
        except DomainError as error:
            await self._say(self._error([as_graphql_error(error)], begin()))

    def _next(self, body: str) -> str:
        return f'{{"id":{self._key},"type":"next","payload":{body}}}'

    def _complete(self) -> str:
        return f'{{"id":{self._key},"type":"complete"}}'

    def _error(self, errors: Sequence[GraphQLError], stats: RequestStats) -> str:
        payload = as_json(masked_errors(errors, stats))
        return f'{{"id":{self._key},"type":"error","payload":{payload}}}'
