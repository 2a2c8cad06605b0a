"""Posts and the tombstones of posts."""

from graph.connection import client

from .facts import Fact, Key, Sum

NEXT = """
OPTIONAL MATCH (p:Post) WHERE p.pid > $low
WITH p.pid AS pid ORDER BY pid SKIP $size - 1 LIMIT 1
RETURN collect(pid) AS boundary
"""

SUM = """
MATCH (p:Post) WHERE $low < p.pid <= $high
RETURN count(*) AS count, coalesce(sum(
  (p.pid % 2147483647) * (coalesce(p.author, 0) % 2147483647 + 1) % 2147483647), 0) AS checksum
"""

DELETED_SUM = """
MATCH (d:DeletedPost) WHERE $low < d.pid <= $high
RETURN count(*) AS count, coalesce(sum(
  (d.pid % 2147483647) * (coalesce(d.version, 0) % 2147483647 + 1) % 2147483647), 0) AS checksum
"""

FACTS = """
MATCH (p:Post) WHERE $low < p.pid <= $high
WITH collect([p.pid, p.author, elementId(p)]) AS posts
OPTIONAL MATCH (d:DeletedPost) WHERE $low < d.pid <= $high
RETURN posts, collect([d.pid, d.version, elementId(d)]) AS deleted
"""


def last_post(low: int, size: int) -> int | None:
    """Return the pid of post number `size` above `low`; None where there are fewer.

    Cost: an index range of `size`.
    """
    boundary: list[int] = client.read_long(NEXT, low=low, size=size)[0]["boundary"]
    return boundary[0] if boundary else None


def post_sums(low: int, high: int) -> tuple[Sum, Sum]:
    """Return the sums of posts and of tombstones with `low` < pid <= `high`.

    Cost: two index ranges, about 1 µs a post.
    """
    (posts,) = client.read_long(SUM, low=low, high=high)
    (deleted,) = client.read_long(DELETED_SUM, low=low, high=high)
    return Sum(*posts), Sum(*deleted)


def post_facts(low: int, high: int) -> list[Fact]:
    """Return the posts and tombstones with `low` < pid <= `high`. Cost: two index ranges."""
    (record,) = client.read_long(FACTS, low=low, high=high)
    return [
        Fact(Key("Post", target=pid), None, (author,), element)
        for pid, author, element in record["posts"]
    ] + [
        Fact(Key("DeletedPost", target=pid), version, (), element)
        for pid, version, element in record["deleted"]
        if pid is not None
    ]
