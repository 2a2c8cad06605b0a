"""A GraphQL client for tests, through the whole of Django."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

from api.auth.tokens import access_token
from api.relay.ids import to_global
from core.accounts.models import User
from tests.statements import uncounted
from tests.web import WebClient


@dataclass(frozen=True)
class GraphQLClient:
    """Runs operations as `user`, or as nobody."""

    user: User | None = None

    def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        response = WebClient().post(
            "/graphql/",
            json.dumps({"query": query, "variables": variables}),
            content_type="application/json",
            headers=self._headers(),
        )
        found: dict[str, Any] = response.json()
        return found

    def answer_to_get(self, query: str) -> dict[str, Any]:
        """The whole answer to a query by GET, which caches may keep."""
        response = WebClient().get("/graphql/", {"query": query}, headers=self._headers())
        found: dict[str, Any] = response.json()
        return found

    def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refusal(self, query: str, **variables: Any) -> tuple[str, str, str | None]:
        """Code, message and field of the only error; none of the root fields has a value."""
        answer = self.answer(query, **variables)
        assert not any((answer.get("data") or {}).values()), answer
        [error] = answer["errors"]
        return error["extensions"]["code"], error["message"], error["extensions"].get("field")

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_of(self.user)}"} if self.user else {}


def token_of(user: User) -> str:
    """An access token of the user."""
    with uncounted():
        return access_token(user)


def session_in(refresh_token: str) -> str:
    """The ID of the session that a refresh token belongs to."""
    return urlsafe_b64decode(refresh_token)[:16].hex()


def gid(document: Any) -> str:
    """The global id of a model instance."""
    return to_global(type(document).__name__, document.pk)
