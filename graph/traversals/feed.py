"""The newest posts of the users whom a viewer follows."""

from graph.connection import client

from .keyset import HIGHEST, LOWEST, in_order

# A viewer who follows more users than this probably finds a page near its bound.
MANY = 500
# Posts that are tried in that case, about 1 µs each.
WINDOW = 2_000

# Each seek is ordered by both keys of the index `post_feed`, so that it stops at its limit.
NEWEST = """
OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
WITH collect(followee.uid) + $own AS authors
CALL (authors) {
  UNWIND CASE WHEN size(authors) > $many THEN [authors] ELSE [] END AS crowd
  CALL (crowd) {
    MATCH (post:Post) USING INDEX SEEK post:Post(pid)
    WHERE $after < post.pid < $before
    WITH crowd, post ORDER BY post.pid DESC LIMIT $window
    WITH post WHERE post.author IN crowd
    RETURN post.pid AS pid LIMIT $limit
  }
  RETURN collect(pid) AS scanned
}
CALL (authors, scanned) {
  UNWIND CASE WHEN size(scanned) < $limit THEN authors ELSE [] END AS author
  CALL (author) {
    MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
    WHERE post.author = author AND $after < post.pid < $before
    RETURN post.pid AS pid ORDER BY post.author DESC, post.pid DESC LIMIT $limit
  }
  WITH pid ORDER BY pid DESC LIMIT $limit
  RETURN collect(pid) AS sought
}
RETURN CASE WHEN size(scanned) < $limit THEN sought ELSE scanned END AS pids
"""

# The same in ascending order.
OLDEST = """
OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
WITH collect(followee.uid) + $own AS authors
CALL (authors) {
  UNWIND CASE WHEN size(authors) > $many THEN [authors] ELSE [] END AS crowd
  CALL (crowd) {
    MATCH (post:Post) USING INDEX SEEK post:Post(pid)
    WHERE $after < post.pid < $before
    WITH crowd, post ORDER BY post.pid LIMIT $window
    WITH post WHERE post.author IN crowd
    RETURN post.pid AS pid LIMIT $limit
  }
  RETURN collect(pid) AS scanned
}
CALL (authors, scanned) {
  UNWIND CASE WHEN size(scanned) < $limit THEN authors ELSE [] END AS author
  CALL (author) {
    MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
    WHERE post.author = author AND $after < post.pid < $before
    RETURN post.pid AS pid ORDER BY post.author, post.pid LIMIT $limit
  }
  WITH pid ORDER BY pid LIMIT $limit
  RETURN collect(pid) AS sought
}
RETURN CASE WHEN size(scanned) < $limit THEN sought ELSE scanned END AS pids
"""

SIZE = """
OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
WITH sum(COUNT { (followee)-[:POSTED]->() }) AS theirs
OPTIONAL MATCH (own:User {uid: $own})
RETURN theirs + COUNT { (own)-[:POSTED]->() } AS size
"""

# A viewer who is suspended follows by edges that are hidden from everybody else.
_FOLLOWED = "-[:FOLLOWS]->(followee)"
_FOLLOWED_BY_SUSPENDED = "-[:FOLLOWS|HIDDEN_FOLLOWS]->(followee) WHERE followee.suspended IS NULL"
NEWEST_FOR_SUSPENDED = NEWEST.replace(_FOLLOWED, _FOLLOWED_BY_SUSPENDED)
OLDEST_FOR_SUSPENDED = OLDEST.replace(_FOLLOWED, _FOLLOWED_BY_SUSPENDED)
SIZE_FOR_SUSPENDED = SIZE.replace(_FOLLOWED, _FOLLOWED_BY_SUSPENDED)


def feed(
    viewer: int,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
    include_own: bool = False,
    backwards: bool = False,
    suspended: bool = False,
) -> list[int]:
    """Return the pids of up to `limit` posts by users whom the viewer follows, newest first.

    Only posts older than `before` and newer than `after`, both pids and exclusive. Of those the
    newest, or the oldest if `backwards`. With `include_own` the viewer's own posts are among them.
    An unknown viewer has an empty feed; one who is `suspended` reads on.

    Cost: an index seek of at most `limit` posts for each user followed, about 10 µs each. For
    a viewer who follows more than MANY users the WINDOW posts next to the bound are tried first,
    in the order of the page: when they hold a whole page, it is the same page at a cost of
    `limit` × all posts ÷ posts of the users followed; when not, the seeks follow.
    """
    if suspended:
        statement = OLDEST_FOR_SUSPENDED if backwards else NEWEST_FOR_SUSPENDED
    else:
        statement = OLDEST if backwards else NEWEST
    record = client.read_one(
        statement,
        viewer=viewer,
        own=[viewer] if include_own else [],
        before=HIGHEST if before is None else before,
        after=LOWEST if after is None else after,
        limit=limit,
        many=MANY,
        window=WINDOW,
    )
    return in_order(record["pids"], backwards)


def feed_size(viewer: int, *, include_own: bool = False, suspended: bool = False) -> int:
    """Return the number of posts of the whole feed.

    Cost: a stored degree for each user followed.
    """
    record = client.read_one(
        SIZE_FOR_SUSPENDED if suspended else SIZE,
        viewer=viewer,
        own=viewer if include_own else None,
    )
    size: int = record["size"]
    return size
