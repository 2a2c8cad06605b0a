"""What there is between two users: their follows, and what either likes of the other."""

from dataclasses import dataclass
from typing import LiteralString

from graph.connection import client

from .indexed import COMPLETE, read_indexed

# Likes are sought among so many posts of either, the newest ones.
POSTS = 200

_BETWEEN: LiteralString = """
UNWIND [[$one, $other], [$other, $one]] AS pair
WITH pair[0] AS actor, pair[1] AS target
CALL (actor, target) {{
{follow}
  RETURN collect(edge.since) AS follows
}}
CALL (actor, target) {{
  MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
  WHERE post.author = target AND post.pid IS NOT NULL
  WITH post ORDER BY post.author DESC, post.pid DESC LIMIT $posts
  WITH actor, post, post.pid AS pid
{like}
  RETURN collect(pid) AS liked
}}
WITH collect([follows, liked]) AS sides
RETURN sides, {complete}
"""
BETWEEN_BY_INDEX: LiteralString = _BETWEEN.format(
    follow="""
  MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, target)
  WHERE edge.actor = actor AND edge.target = target""",
    like="""
  CALL (actor, pid) {
    MATCH ()-[like:LIKED]->() USING INDEX SEEK like:LIKED(actor, target)
    WHERE like.actor = actor AND like.target = pid
    RETURN count(like) AS likes
  }
  WITH pid, likes WHERE likes > 0""",
    complete=COMPLETE,
)
# A suspended viewer alone sees the edges that are hidden for that.
BETWEEN: LiteralString = _BETWEEN.format(
    follow="""
  MATCH (:User {uid: actor})-[edge:FOLLOWS|HIDDEN_FOLLOWS]->(:User {uid: target})""",
    like="""
  MATCH (:User {uid: actor})-[:LIKED|HIDDEN_LIKED]->(post)""",
    complete=COMPLETE,
)


@dataclass(frozen=True, slots=True)
class Between:
    """Since when one follows the other (milliseconds), None for not, and the posts they like.

    Posts by id, of one by the other and the reverse.
    """

    since: int | None
    since_back: int | None
    liked: list[int]


def between(one: int, other: int, *, suspended: bool = False) -> Between:
    """Return the follows and likes between two users; a `suspended` viewer reads on.

    Cost: two index seeks, and for each of the POSTS newest posts of either one more. For a
    suspended viewer the edges of the user with fewer, for each.
    """
    asked = {"one": one, "other": other, "posts": POSTS}
    if suspended:
        record = client.read_one(BETWEEN, **asked)
    else:
        record = read_indexed(BETWEEN_BY_INDEX, BETWEEN, **asked)
    (there, liked), (back, liked_back) = record["sides"]
    return Between(
        there[0] if there else None, back[0] if back else None, sorted([*liked, *liked_back])[::-1]
    )
