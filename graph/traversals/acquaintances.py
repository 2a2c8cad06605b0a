"""Whom a user knows, for the order of what a search finds."""

from typing import LiteralString

from graph.connection import client

# Whom one chose oneself counts for more than who chose one.
MAX_FOLLOWEES = 5_000
MAX_FOLLOWERS = 1_000

ACQUAINTANCES: LiteralString = """
MATCH (user:User {uid: $uid})
CALL (user) {
  MATCH (user)-[:FOLLOWS]->(followee) WITH followee LIMIT $followees RETURN followee.uid AS uid
  UNION
  MATCH (user)<-[:FOLLOWS]-(follower) WITH follower LIMIT $followers RETURN follower.uid AS uid
}
RETURN collect(uid) AS uids
"""


def acquaintances(uid: int) -> list[int]:
    """Return those whom the user follows and those who follow the user, in no order.

    Of the former 5,000 and of the latter 1,000 at most, the newest ones as Neo4j keeps them. Raises
    GraphUnavailable. Cost: those edges.
    """
    record = client.read_one(
        ACQUAINTANCES, uid=uid, followees=MAX_FOLLOWEES, followers=MAX_FOLLOWERS
    )
    return list(record["uids"])
