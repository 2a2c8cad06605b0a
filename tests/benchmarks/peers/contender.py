"""A contender: a server that answers with the feed, and how its answers are compared."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.dev.engines.supervisor import Program

from ..client import Answer, Request, graphql

SERVICE = "this service"
FLOOR = "floor"


class FeedPost(NamedTuple):
    """A post of the feed, in whatever form it came."""

    pid: int
    content: str
    username: str
    likes: int
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Contender:
    """A server of two processes; `query` selects the feed in the words of its schema.

    `stores` are the servers that it alone uses, by the class of their processor time.
    """

    name: str
    program: Program
    port: int
    path: str
    query: str
    token: Callable[[int], str]
    stores: Mapping[str, int] = field(default_factory=dict)

    def request(self, viewer: int) -> Request:
        """Return the request for the viewer's feed."""
        return graphql(self.token(viewer), self.query, path=self.path)


def is_feed(answer: Answer) -> bool:
    """Whether this is a feed at all. Cost: a look at the first bytes."""
    beginning = answer.body[:40].replace(b" ", b"")
    return answer.status == 200 and beginning.startswith(b'{"data":{"feed":[{')


def posts_in(answer: Answer) -> list[FeedPost]:
    """Return the content of an answer. Raises ValueError where it is no feed."""
    body: dict[str, Any] = json.loads(answer.body) if answer.status == 200 else {}
    feed = (body.get("data") or {}).get("feed")
    if not isinstance(feed, list) or "errors" in body:
        raise ValueError(f"status {answer.status}: {answer.body[:300]!r}")
    return [
        FeedPost(
            pid=_number(post["id"]),
            content=post["content"],
            username=_author(post)["username"],
            likes=int(post["likesCount"]),
            comments=tuple(comment["content"] for comment in post["comments"]),
        )
        for post in feed
    ]


def _author(post: dict[str, Any]) -> dict[str, Any]:
    """Return the author: @neo4j/graphql knows relations to many only."""
    author = post["author"]
    only: dict[str, Any] = author[0] if isinstance(author, list) else author
    return only


def _number(text: str) -> int:
    """Return the number of an ID: it is one, or `base64("Post:123")`."""
    return int(text) if text.isdecimal() else int(b64decode(text).decode().rpartition(":")[2])
