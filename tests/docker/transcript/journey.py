"""Two people and a picture: what has to be there whatever is killed."""

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from tests.journeys.server import Service
from tests.waiting import wait_until

PASSWORD = "correct horse battery"
SIGN_UP = """
mutation ($name: String!, $email: String!, $password: String!) {
  signup(username: $name, email: $email, password: $password) { token }
}"""
LOG_IN = """
mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { token }
}"""
POST = """
mutation ($file: Upload!) {
  createPost(content: "The sea.", images: [$file], imageDescriptions: ["Waves."]) {
    post { id images { url width height } }
  }
}"""
WRITE = 'mutation { createPost(content: "Meanwhile.") { post { id } } }'
FOLLOW = 'mutation { followUser(username: "ada") { user { viewerFollows followersCount } } }'
LIKE = "mutation ($id: ID!) { likePost(id: $id) { post { likesCount } } }"
FEED = "{ feed { content author { username } likesCount images { url } } }"
NOTIFICATIONS = "{ unreadNotificationsCount notifications { nodes { kind actor { username } } } }"


def picture() -> bytes:
    """A PNG file."""
    file = io.BytesIO()
    Image.new("RGB", (900, 500), "teal").save(file, "PNG")
    return file.getvalue()


class Journey:
    """Ada publishes a picture; Bob follows her and likes it. `what` tells it line by line."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        anybody = Service(address, Path(os.devnull), headers)
        self.address = address
        self.ada, self.bob = anybody, anybody.as_somebody_else()
        self.what: list[tuple[str, str]] = []
        for name, person in (("ada", self.ada), ("bob", self.bob)):
            email = f"{name}@example.com"
            answer = person.data(SIGN_UP, name=name, email=email, password=PASSWORD)
            person.token = answer["signup"]["token"]
            self.what.append((f"signup {name}", "a token"))
        post = self.ada.upload(POST, picture())["createPost"]["post"]
        [self.image] = post["images"]
        self._tell("ada: createPost with a PNG of 900 × 500", self.image)
        self._tell("bob: followUser ada", self.bob.data(FOLLOW))
        self._tell("bob: likePost", self.bob.data(LIKE, id=post["id"]))
        self._tell("bob: feed", self.bob.data(FEED))
        self._tell("ada: notifications", self.ada.data(NOTIFICATIONS))
        self.found = self.look()

    def look(self) -> list[Any]:
        """What both see now. Raises AssertionError or a RequestException."""
        return [self.bob.data(FEED), self.ada.data(NOTIFICATIONS)]

    def is_whole(self) -> bool:
        """Whether all is there, and what was there before."""
        try:
            ready = requests.get(f"{self.address}/readyz", headers=self.ada.headers, timeout=10)
            return ready.status_code == 200 and self.look() == self.found
        except (AssertionError, requests.RequestException):
            return False

    def wait(self) -> None:
        """Until it is whole."""
        wait_until(self.is_whole, seconds=240, every=0.1)

    def read(self) -> str:
        """How Bob's feed is answered now: `ok`, a code, or `no connection`."""
        return _outcome(self.bob, FEED)

    def write(self) -> str:
        """How a new post of Ada's is answered now. If it is, it has to be in Bob's feed."""
        outcome = _outcome(self.ada, WRITE)
        if outcome == "ok":
            post = {"content": "Meanwhile.", "author": {"username": "ada"}, "likesCount": 0}
            self.found[0]["feed"].insert(0, {**post, "images": []})
        return outcome

    def sign_in(self) -> None:
        """New tokens, by the passwords that are kept."""
        for name, person in (("ada", self.ada), ("bob", self.bob)):
            person.token = person.as_somebody_else().data(LOG_IN, name=name, password=PASSWORD)[
                "login"
            ]["token"]

    def _tell(self, act: str, data: Any) -> None:
        self.what.append((act, f"`{json.dumps(data)}`"))


def _outcome(person: Service, query: str) -> str:
    try:
        errors = person.post(query).get("errors", [])
    except requests.RequestException:
        return "no connection"
    return ", ".join(sorted({one["extensions"]["code"] for one in errors})) or "ok"
