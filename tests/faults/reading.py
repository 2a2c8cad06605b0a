"""The end state of a network, read back over GraphQL, list by list to its end."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import Any, NamedTuple

from . import graphql
from .client import Client
from .ledger import Ledger, Person

READERS = 4


class Notice(NamedTuple):
    """A notification: what happened, by whom, on which post, with which comment."""

    kind: str
    actor: str
    post: str | None
    comment: str | None


@dataclass
class PersonFound:
    """A person as they see themselves; usernames and texts as often as the lists have them."""

    name: str
    counts: dict[str, int]
    followers: list[str]
    following: list[str]
    posts: list["PostFound"]
    notices: list[Notice]


@dataclass
class PostFound:
    """A post; comments as (text, author)."""

    id: str
    text: str
    counts: dict[str, int]
    likers: list[str]
    comments: list[tuple[str, str]]


class Reader:
    """Reads as any person, from several threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept = local()

    def everything(self, ledger: Ledger) -> dict[str, PersonFound]:
        """Everybody who is there, by name. Who never got a token is looked up by name alone."""
        with ThreadPoolExecutor(READERS) as pool:
            found = list(pool.map(self.person, ledger.people))
        return {person.name: person for person in found if person is not None}

    def person(self, person: Person) -> PersonFound | None:
        """One person, None if there is none of this name."""
        there = self._client.read(graphql.PERSON, username=person.name)["user"]
        if there is None:
            return None
        if not person.token:
            return PersonFound(person.name, {}, [], [], [], [])
        me = self._client.read(graphql.ME, person.token)["me"]
        posts = self._all(graphql.POSTS, person)
        return PersonFound(
            name=me.pop("username"),
            counts=me,
            followers=_names(self._all(graphql.FOLLOWERS, person)),
            following=_names(self._all(graphql.FOLLOWING, person)),
            posts=[self._post(node["id"], node["content"], person) for node in posts],
            notices=[_notice(node) for node in self._all(graphql.NOTIFICATIONS, person)],
        )

    @property
    def _client(self) -> Client:
        """This thread's own client."""
        if not hasattr(self._kept, "client"):
            self._kept.client = Client(self._port)
        client: Client = self._kept.client
        return client

    def _post(self, id: str, text: str, person: Person) -> PostFound:
        counts = self._client.read(graphql.POST, person.token, id=id)["post"]
        comments = self._all(graphql.COMMENTS, person, id=id)
        return PostFound(
            id=counts.pop("id"),
            text=text,
            counts=counts,
            likers=_names(self._all(graphql.LIKERS, person, id=id)),
            comments=[(node["content"], node["author"]["username"]) for node in comments],
        )

    def _all(self, query: str, person: Person, **variables: Any) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = []
        after = None
        while True:
            data = self._client.read(query, person.token, after=after, **variables)
            page = data.get("page") or next(iter(data.values()))["page"]
            nodes += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            after = page["pageInfo"]["endCursor"]


def _names(nodes: Iterable[dict[str, Any]]) -> list[str]:
    return [node["username"] for node in nodes]


def _notice(node: dict[str, Any]) -> Notice:
    post, comment = node["post"], node["comment"]
    return Notice(
        node["kind"],
        node["actor"]["username"],
        post and post["id"],
        comment and comment["content"],
    )
