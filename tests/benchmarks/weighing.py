"""What operations cost by the estimate, and what they take: seconds, memory, statements."""

import json
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.test import Client
from rich.console import Console

from api.auth.tokens import access_token
from api.errors import RequestError
from api.execution.documents import read_document
from api.limits import MAX_COST
from api.relay.ids import to_global
from api.schema import schema
from core.accounts.models import User
from core.notifications.models import Notification
from graph.connection import client
from graph.connection.client import recorded_statements
from tests.statements import statements

from .network import Network
from .operations import Maker, Part, Values, again, of_owners, selection

SCHEMA = schema.graphql_schema
HARDEST = 100
NOTIFICATIONS = 300_000
MAX_ALIASES = 50
# Of how many one is changed next.
SLOWEST = 12
# Words of the benchmark's texts are few, so that each is in 100,000 posts.
WORDS = (
    "plant",
    "plant -plant",
    "-plant",
    "plant or paint or walk or wild or soup",
    '"plant paint walk wild soup"',
    "plant zzzzzz",
    "p",
    "person",
    "person0",
)


class Weighed(NamedTuple):
    """An operation, what it should cost and what it took."""

    parts: tuple[Part, ...]
    cost: int
    seconds: float
    sql: int
    cypher: int
    bytes: int
    codes: frozenset[str]


class Search:
    """The operations tried so far, by several people who have very many edges."""

    def __init__(self, values: Values, random: Random) -> None:
        self._random = random
        self._values = values
        self._maker = Maker(SCHEMA, values, random)
        self.tokens = [access_token(user) for user in viewers()]
        self.weighed: list[Weighed] = []
        self.refused = 0

    def try_filled(self, part: Part, owners: Sequence[str]) -> None:
        """The part as often as the cost allows; with owners, of each of them."""
        on = "Post" if owners and owners[0] in self._values.posts else "User"
        allowed: tuple[Part, ...] = ()
        for number in range(MAX_ALIASES):
            each = [again(part, index) for index in range(number + 1)]
            more = (of_owners(each, owners, on),) if owners else tuple(each)
            if cost_of(more) is None:
                break
            allowed = more
        if allowed:
            self._weigh(allowed)

    def at_random(self, number: int) -> None:
        """So many operations that are allowed."""
        for _ in range(number):
            self._weigh(self._maker.query())

    def climb(self, changes: int) -> None:
        """Change one of the slowest, and so on: what is slower still is changed again."""
        for _ in range(changes):
            best = sorted(self.weighed, key=lambda each: -each.seconds)[:SLOWEST]
            parts = self._random.choice(best).parts
            for _ in range(self._random.randint(1, 3)):
                parts = self._maker.variant(parts)
            self._weigh(parts)

    def _weigh(self, parts: tuple[Part, ...]) -> None:
        cost = cost_of(parts)
        if cost is None:
            self.refused += 1
            return
        self.weighed.append(
            max((self._twice(token, parts, cost) for token in self.tokens), key=_seconds)
        )

    def _twice(self, token: str, parts: tuple[Part, ...], cost: int) -> Weighed:
        """The quicker of two: what is read for the first time comes from the disk."""
        return min((run(token, parts, cost) for _ in range(2)), key=_seconds)


def _seconds(weighed: Weighed) -> float:
    return weighed.seconds


def cost_of(parts: tuple[Part, ...]) -> int | None:
    """The estimate, None where the operation is refused."""
    try:
        document = read_document(SCHEMA, f"query {{ {selection(parts)} }}")
    except RequestError:
        return None
    cost = document.select(None).estimate.total({})
    return cost if cost <= MAX_COST else None


def run(token: str, parts: tuple[Part, ...], cost: int) -> Weighed:
    """Ask, in this process."""
    body = json.dumps({"query": f"query {{ {selection(parts)} }}"})
    with statements() as sql, recorded_statements() as cypher:
        began = time.perf_counter()
        response = Client(SERVER_NAME="127.0.0.1").post(
            "/graphql/",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        seconds = time.perf_counter() - began
    answer: dict[str, Any] = response.json()
    codes = frozenset(error["extensions"]["code"] for error in answer.get("errors", ()))
    return Weighed(parts, cost, seconds, len(sql), len(cypher), len(response.content), codes)


def viewers() -> list[User]:
    """Who follows the most people, and who is followed by the most."""
    follows = (
        "MATCH (u:User) RETURN u.uid AS uid ORDER BY COUNT { (u)-[:FOLLOWS]->() } DESC LIMIT 1"
    )
    followed = (
        "MATCH (u:User) RETURN u.uid AS uid ORDER BY COUNT { (u)<-[:FOLLOWS]-() } DESC LIMIT 1"
    )
    return [User.objects.get(pk=client.read_one(each)["uid"]) for each in (follows, followed)]


def hardest_values(network: Network) -> Values:
    """Ids of the people and posts with the most edges."""
    followed = np.bincount(network.follows.followee)
    follow = np.bincount(network.follows.follower)
    famous = np.argsort(-followed)[: HARDEST // 2]
    eager = np.argsort(-follow)[: HARDEST // 2]
    posts, likes = np.unique(network.likes.post, return_counts=True)
    liked = posts[np.argsort(-likes)[:HARDEST]]
    return Values(
        users=[to_global("User", int(uid)) for uid in dict.fromkeys([*famous, *eager])],
        posts=[to_global("Post", int(pid)) for pid in liked],
        words=WORDS,
    )


def by_hand(values: Values) -> Iterator[tuple[Part, Sequence[str]]]:
    """Every field that has a weight, and of whom to ask it; nobody for a root field."""
    users, posts = values.users, values.posts
    nodes = (Part("nodes", {}, (Part("username"),)),)
    contents = (Part("nodes", {}, (Part("content"),)),)
    for size in ({"first": "100"}, {"last": "100"}, {"first": "1"}):
        # So many that it is allowed once, or several times.
        for number in (HARDEST // 5, HARDEST // 2, HARDEST * 4 // 5):
            yield Part("followers", size, nodes), users[:number]
            yield Part("following", size, nodes), users[-number:]
            yield Part("likers", size, nodes), posts[:number]
        yield Part("posts", size, contents), users
        yield Part("comments", {"first": size.get("first", "2")}, (Part("content"),)), posts
    for flag in ("viewerFollows", "followsViewer", "isMutual", "followersCount"):
        yield Part(flag), users
    yield Part("viewerHasLiked"), posts
    yield from ((part, ()) for part in _roots(values.words))


def _roots(words: Sequence[str]) -> Iterator[Part]:
    ids = (Part("nodes", {}, (Part("id"),)),)
    total = (Part("totalCount"),)
    yield Part("feed", {"first": "100"}, (Part("id"),))
    yield Part("feedConnection", {"first": "100"}, ids)
    yield Part("feedConnection", {"first": "1"}, total)
    yield Part("followSuggestions", {"first": "50"}, (Part("score"), Part("mutualCount")))
    yield Part("notifications", {"first": "100", "kinds": "REPLY"}, ids)
    for unread in ("true", "false"):
        yield Part("notifications", {"first": "1", "unread": unread}, total)
    yield Part("unreadNotificationsCount")
    yield Part("posts", {"first": "100", "hasImage": "false"}, ids)
    for many in ("posts", "users"):
        yield Part(many, {"first": "1"}, total)
        for word in words:
            arguments = {"first": "100", "search": json.dumps(word)}
            yield Part(many, arguments, ids)
            yield Part(many, arguments, total)


def notify_the_famous(console: Console) -> None:
    """Give the most followed person very many notifications, which the network has none of."""
    user = viewers()[1]
    if Notification.objects.filter(recipient=user).count() >= NOTIFICATIONS:
        return
    console.print(f"{NOTIFICATIONS:,} notifications for {user.username}.")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_notification (recipient_id, actor_id, kind, post_id)
            SELECT %s, author_id, 'like', id FROM core_post LIMIT %s
            """,
            [user.pk, NOTIFICATIONS],
        )
        cursor.execute("VACUUM (ANALYZE) core_notification")
