"""The generated client as a program uses it: a session that renews itself."""

import asyncio
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Any, TypeVar

import httpx
from social_graph import (
    Client,
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    Session,
)

# It lets a multipart request pass: no page of another site can send it. And no `Accept`: the
# generated client shows what is wrong only where the status is 200, as it is for plain JSON.
HEADERS = {"GraphQL-Preflight": "1"}
T = TypeVar("T")


class App:
    """One person's app. `client` has a method for each operation."""

    def __init__(self, url: str, *, token: str = "", refresh_token: str = "") -> None:
        self.token = token
        self.refresh_token = refresh_token
        self.renewals = 0
        # The generated protocol of a client is narrower than what httpx takes.
        http: Any = httpx.AsyncClient(headers=HEADERS, auth=Auth(self))
        self.client = Client(url, http_client=http)
        self.plain = Client(url)
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> "App":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for client in (self.client, self.plain):
            await client.__aexit__(kind, error, trace)

    def sign_in(self, session: Session) -> None:
        """Go on as the person whose tokens these are."""
        self.token, self.refresh_token = session.token, session.refresh_token

    async def renew(self, token: str) -> None:
        """Get a new token in place of this one, once for all who find it expired."""
        # A refresh token is good for one use, and a second use ends the session.
        async with self._renewing:
            if self.token == token:
                renewed = await self.plain.refresh_token(self.refresh_token)
                self.sign_in(there(renewed.refresh_token))
                self.renewals += 1


class Auth(httpx.Auth):
    """Sends the token, and whatever it was too old for again with a new one."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """One request, or two."""
        token = self._app.token
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        await response.aread()
        codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
        if token and "UNAUTHENTICATED" in codes:
            await self._app.renew(token)
            request.headers["Authorization"] = f"Bearer {self._app.token}"
            yield request


def there(value: T | None) -> T:
    """A field that is null only beside an error, which the client raises."""
    assert value is not None
    return value


def errors_in(error: GraphQLClientError) -> list[GraphQLClientGraphQLError]:
    """What a form can show: each has a message, and code and field in its extensions."""
    return error.errors if isinstance(error, GraphQLClientGraphQLMultiError) else []
