"""An attacker's client: sends anything, and returns a short form of the response."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import requests

from api.auth.tokens import access_token
from core.accounts.models import User

PICTURE = """
mutation ($file: Upload) { updateProfile(profileImage: $file) { user { profileImage } } }"""


class Attacker:
    """Sends to the server at `url`; what needs a session is sent as `user`."""

    def __init__(self, url: str, user: User) -> None:
        self.url = f"{url}/graphql/"
        self.token = access_token(user)

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, token: str = "") -> str:
        """An operation as JSON."""
        return self.post(json.dumps({"query": query, "variables": variables}), token)

    def post(self, body: str | bytes | Iterator[bytes], token: str = "") -> str:
        """Any body that says that it is JSON; of unknown length, if it is made bit by bit."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return _in_words(requests.post(self.url, body, headers=headers, timeout=120))

    def declare(self, length: int) -> str:
        """A request that says it is so long, and of which nothing comes."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=120)
        connection.putrequest("POST", "/graphql/")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        status = connection.getresponse().status
        connection.close()
        return str(status)

    def upload(self, *files: bytes, is_mapped: bool = True) -> str:
        """A picture of the profile, and more files that are not meant to be there."""
        operations = json.dumps({"query": PICTURE, "variables": {"file": None}})
        paths = {"0": ["variables.file"]} if is_mapped else {}
        return _in_words(
            requests.post(
                self.url,
                {"operations": operations, "map": json.dumps(paths)},
                files={str(number): ("file", file) for number, file in enumerate(files)},
                headers={"GraphQL-Preflight": "1", "Authorization": f"Bearer {self.token}"},
                timeout=120,
            )
        )

    def tidy_up(self) -> None:
        """Remove the last picture."""
        answer = self.ask(PICTURE, {"file": None}, self.token)
        assert answer == "200", answer


def _in_words(response: requests.Response) -> str:
    """The status, and the codes of the errors."""
    if "json" not in response.headers.get("Content-Type", ""):
        return str(response.status_code)
    codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
    return " ".join([str(response.status_code), *sorted(codes)])
