"""A GraphQL client that knows whether it was answered."""

import http.client
import json
import time
from typing import Any

WAIT_SECONDS = 30.0
# The error codes of a service in trouble, which ask to try again; any other is a refusal.
UNAVAILABLE = frozenset({"GRAPH_UNAVAILABLE", "DATABASE_UNAVAILABLE", "OVERLOADED"})


class Unanswered(Exception):
    """No answer came, or none that can be read: what was asked may have happened or not."""


class RequestError(Exception):
    """The service answered that it will not, in words that blame the request."""


class Client:
    """One connection that is kept, for one thread at a time; opened again when it breaks."""

    def __init__(self, port: int, timeout: float = WAIT_SECONDS) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a page. Raises Unanswered."""
        return self._request("GET", path, None, {})

    def ask(self, query: str, token: str = "", **variables: Any) -> dict[str, Any]:
        """The whole answer to one operation, asked once. Raises Unanswered."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps({"query": query, "variables": variables})
        answer = self._request("POST", "/graphql/", body, headers)[1]
        if not isinstance(answer, dict):
            raise Unanswered(f"{answer!r} is no answer to an operation.")
        return answer

    def write(self, query: str, token: str = "", **variables: Any) -> Any:
        """What the only field of a mutation gave: the write is acknowledged.

        It is never asked again. Raises Unanswered, also where the service says that it has
        trouble, and RequestError.
        """
        answer = self.ask(query, token, **variables)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if not codes:
            (value,) = answer["data"].values()
            return value
        if codes <= UNAVAILABLE:
            raise Unanswered(str(codes))
        raise RequestError(str(answer["errors"]))

    def read(self, query: str, token: str = "", *, seconds: float = 60.0, **variables: Any) -> Any:
        """The data of a query, asked again until it comes without errors."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer = self.ask(query, token, **variables)
            except Unanswered as error:
                answer = {"errors": [str(error)]}
            if "errors" not in answer:
                return answer["data"]
            assert time.monotonic() < deadline, answer["errors"]
            time.sleep(0.1)

    def _request(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, Any]:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise Unanswered(f"{type(error).__name__}: {error}") from error
