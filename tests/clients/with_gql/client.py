"""`gql` as a program uses it with this API: uploads, and a session that renews itself."""

import asyncio
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import DocumentNode, build_schema, parse, separate_operations

HERE = Path(__file__).parent
SCHEMA = build_schema((HERE.parents[2] / "api" / "schema.graphql").read_text())

# gql itself takes no notice of statuses as long as there is JSON. The second header lets a
# multipart request pass: no page of another site can send it.
HEADERS = {
    "Accept": "application/graphql-response+json, application/json;q=0.9",
    "GraphQL-Preflight": "1",
}


def _operations() -> dict[str, DocumentNode]:
    """Each operation by its name, with the fragments that it uses."""
    texts = [path.read_text() for path in (HERE.parent / "operations").glob("*.graphql")]
    return separate_operations(parse("\n".join(texts)))


OPERATIONS = _operations()

Session = dict[str, str]
"""`token` and `refreshToken`, or nothing for nobody; it is kept up to date."""


class App:
    """One person's app, by aiohttp or by requests; an async context manager."""

    def __init__(self, url: str, session: Session, *, blocking: bool = False) -> None:
        self._transport = (RequestsHTTPTransport if blocking else AIOHTTPTransport)(url)
        # With the schema a mistake in an operation is found before anything is sent.
        self._client = Client(transport=self._transport, schema=SCHEMA)
        self._blocking = blocking
        self.session = session
        self.renewals = 0
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> "App":
        client = self._client
        self._connection = client.connect_sync() if self._blocking else await client.connect_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._blocking:
            self._client.close_sync()
        else:
            await self._client.close_async()

    async def run(self, name: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation. Raises TransportQueryError.

        One that the access token was too old for is sent again with a new one.
        """
        token = self.session.get("token")
        try:
            return await self._send(name, variables)
        except TransportQueryError as error:
            expired = any(each["code"] == "UNAUTHENTICATED" for each in errors_in(error))
            if not (expired and token) or name == "RefreshToken":
                raise
        await self._renew(token)
        return await self._send(name, variables)

    async def _renew(self, token: str) -> None:
        # A refresh token is good for one use, and a second use ends the session: of operations
        # that fail at the same time one renews, and the others find the new token there.
        async with self._renewing:
            if self.session["token"] == token:
                renewed = await self.run("RefreshToken", refreshToken=self.session["refreshToken"])
                self.sign_in(renewed["refreshToken"])
                self.renewals += 1

    def sign_in(self, payload: dict[str, Any]) -> None:
        """Go on as the person whose tokens these are."""
        self.session.update(token=payload["token"], refreshToken=payload["refreshToken"])

    async def _send(self, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        token = self.session.get("token")
        headers = {**HEADERS, **({"Authorization": f"Bearer {token}"} if token else {})}
        request = GraphQLRequest(OPERATIONS[name], variable_values=variables, operation_name=name)
        uploads = name in ("CreatePost", "UpdateProfile")
        if self._blocking:
            # Not among the arguments of the call: there they would replace those of an upload.
            self._transport.headers = headers
            return await asyncio.to_thread(self._connection.execute, request, upload_files=uploads)
        return await self._connection.execute(
            request, upload_files=uploads, extra_args={"headers": headers}
        )


def errors_in(error: TransportQueryError) -> list[dict[str, Any]]:
    """What a form can show of an error: code, field and message of each."""
    return [{**each["extensions"], "message": each["message"]} for each in error.errors or []]
