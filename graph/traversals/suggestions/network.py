"""All follows of the network, for learning."""

from collections.abc import Iterator
from typing import LiteralString

from graph.connection import client

USERS_A_PAGE = 1_000

FOLLOWS_AFTER: LiteralString = """
MATCH (user:User) WHERE user.uid > $after
WITH user ORDER BY user.uid LIMIT $users
RETURN user.uid AS uid,
  COLLECT { MATCH (user)-[follows:FOLLOWS]->(followee) RETURN [followee.uid, follows.since] }
    AS follows
"""


def all_follows() -> Iterator[tuple[int, int, int]]:
    """Yield follower, followee and time in milliseconds of every visible follow.

    For commands. Cost: every edge once, USERS_A_PAGE users a statement. Raises GraphUnavailable.
    """
    after = -1
    while records := client.read_long(FOLLOWS_AFTER, after=after, users=USERS_A_PAGE):
        for record in records:
            after = max(after, record["uid"])
            for followee, since in record["follows"]:
                yield record["uid"], followee, since
