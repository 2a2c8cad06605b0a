"""The newest posts of the users whom a viewer follows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString, NamedTuple

from graph.connection import client
from graph.edges import LIKED

from .counts import POST_DEGREES, PostCounts
from .counts_without import OF_POST, OF_POST_BY_INDEX
from .edge_pages import ORDERS
from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, exists, read_indexed
from .keyset import HIGHEST, LOWEST, in_order

# What a seek of a followee's newest post takes, in posts that a scan reads meanwhile.
SEEK = 40
# Posts that a scan reads at most: 5 ms.
WINDOW = 24_000

# A scan of everybody's posts finds a page after about `limit` × users ÷ followees of them. Where
# that is cheaper than a seek for each followee, and surely within WINDOW, it is tried first.
# The seeks find the newest post of each followee, where they are more than a few; a page has posts
# of `limit` of them at most.
# Each is ordered by both keys of the index `post_feed`, so that it stops at its limit.
_PAGE: LiteralString = """
{followees}
WITH CASE WHEN $muted = [] THEN followees
    ELSE [followee IN followees WHERE NOT followee IN $muted] END + $own AS authors,
  COUNT {{ (:User) }} AS people
CALL (authors, people) {{
  WITH authors, $limit * people / (size(authors) + 1) AS expected
  UNWIND CASE WHEN expected < size(authors) * $seek AND 2 * expected < $window
    THEN [authors] ELSE [] END AS crowd
  CALL (crowd) {{
    MATCH (post:Post) USING INDEX SEEK post:Post(pid)
    WHERE $after < post.pid < $before
    WITH crowd, post ORDER BY post.pid{order} LIMIT $window
    WITH post WHERE post.author IN crowd
    RETURN post LIMIT $limit
  }}
  RETURN collect(post) AS scanned
}}
CALL (authors, scanned) {{
  CALL (authors, scanned) {{
    UNWIND CASE WHEN size(scanned) < $limit AND size(authors) > 2 * $limit THEN authors ELSE [] END
      AS author
    CALL (author) {{
      MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
      WHERE post.author = author AND $after < post.pid < $before
      RETURN post.pid AS head ORDER BY post.author{order}, post.pid{order} LIMIT 1
    }}
    WITH author, head ORDER BY head{order} LIMIT $limit
    RETURN collect(author) AS latest
  }}
  UNWIND CASE WHEN size(scanned) >= $limit THEN []
    WHEN size(authors) > 2 * $limit THEN latest ELSE authors END AS author
  CALL (author) {{
    MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
    WHERE post.author = author AND $after < post.pid < $before
    RETURN post ORDER BY post.author{order}, post.pid{order} LIMIT $limit
  }}
  WITH post, post.pid AS pid ORDER BY pid{order} LIMIT $limit
  RETURN collect(post) AS sought
}}
CALL (scanned, sought) {{
  UNWIND CASE WHEN size(scanned) < $limit THEN sought ELSE scanned END AS post
{counted}
}}
RETURN posts, {complete}
"""
# A stored count says whether all edges are in the index; the older way counts nothing.
_BY_INDEX: LiteralString = """
CALL () {
  MATCH ()-[follow:FOLLOWS]->() USING INDEX SEEK follow:FOLLOWS(actor, target)
  WHERE follow.actor = $viewer AND follow.target IS NOT NULL
  RETURN collect(follow.target) AS followees
}"""
_BY_EDGES: LiteralString = """
OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
WITH collect(followee.uid) AS followees"""
_FOLLOWED: LiteralString = "-[:FOLLOWS]->(followee)"
# A viewer who is suspended follows by edges that are hidden from everybody else.
_FOLLOWED_BY_SUSPENDED: LiteralString = (
    "-[:FOLLOWS|HIDDEN_FOLLOWS]->(followee) WHERE followee.suspended IS NULL"
)


_COUNTED: LiteralString = f"  RETURN collect([post.pid, {{liked}}, {POST_DEGREES}]) AS posts"
# For a viewer from whom a block hides somebody.
_COUNTED_WITHOUT_BY_INDEX: LiteralString = f"""
  WITH post, post AS node, post.pid AS id
{OF_POST_BY_INDEX}
  WITH post, id, likes, comments ORDER BY id{{order}}
  RETURN collect([id, {{liked}}, likes, comments]) AS posts"""
_COUNTED_WITHOUT: LiteralString = f"  RETURN collect([post.pid, {{liked}}, {OF_POST}]) AS posts"

# Whether the viewer likes a post, where that is asked for.
_LIKED_BY_INDEX: LiteralString = exists(LIKED, "$viewer", "post.pid")
_LIKED_BY_EDGES: LiteralString = "EXISTS { (:User {uid: $viewer})-[:LIKED|HIDDEN_LIKED]->(post) }"


Pages = Mapping[tuple[bool, bool], LiteralString]
"""By whether likes are asked for, and whether the page is read backwards."""


def _pages(
    followees: LiteralString, liked: LiteralString, counted: LiteralString = _COUNTED
) -> Pages:
    return {
        (with_liked, backwards): _PAGE.format(
            followees=followees,
            counted=counted.replace("{order}", order).replace(
                "{liked}", liked if with_liked else "null"
            ),
            order=order,
            complete=COMPLETE,
        )
        for with_liked in (False, True)
        for backwards, order in ORDERS.items()
    }


BY_INDEX = _pages(_BY_INDEX, _LIKED_BY_INDEX)
BY_EDGES = _pages(_BY_EDGES, _LIKED_BY_EDGES)
WITHOUT_BY_INDEX = _pages(_BY_INDEX, _LIKED_BY_INDEX, _COUNTED_WITHOUT_BY_INDEX)
WITHOUT_BY_EDGES = _pages(_BY_EDGES, _LIKED_BY_EDGES, _COUNTED_WITHOUT)
FOR_SUSPENDED = _pages(_BY_EDGES.replace(_FOLLOWED, _FOLLOWED_BY_SUSPENDED), _LIKED_BY_EDGES)


@dataclass(frozen=True, slots=True)
class FeedPost:
    """A post of a feed, its counts, and whether the viewer likes it, where that is asked for."""

    pid: int
    counts: PostCounts
    liked: bool | None = None


class FeedSize(NamedTuple):
    """The number of posts, and the ids of the users followed where they are asked for."""

    posts: int
    followees: list[int]


SIZE = """
OPTIONAL MATCH (:User {uid: $viewer})-[:FOLLOWS]->(followee)
WITH CASE WHEN followee.uid IN $muted THEN null ELSE followee END AS followee
WITH sum(COUNT { (followee)-[:POSTED]->() }) AS theirs,
  CASE WHEN $named THEN collect(followee.uid) ELSE [] END AS followees
OPTIONAL MATCH (own:User {uid: $own})
RETURN theirs + COUNT { (own)-[:POSTED]->() } AS size, followees
"""

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
    muted: Collection[int] = (),
    hidden: Collection[int] = (),
    with_liked: bool = False,
) -> list[FeedPost]:
    """Return up to `limit` posts by users whom the viewer follows, newest first.

    Only posts older than `before` and newer than `after`, both pids and exclusive. Of those the
    newest, or the oldest if `backwards`. Those of users who are `muted` are not in it. With
    `include_own` the viewer's own posts are among them. An unknown viewer has an empty feed; one
    who is `suspended` reads on. Counts are as everybody sees them, without users who are `hidden`.

    Cost: an index seek for each user followed, about 8 µs each, and `limit` of up to `limit`
    posts. For a viewer who follows very many the posts next to the bound are tried first, in the
    order of the page, at `limit` × all posts ÷ posts of the users followed: when they hold a
    whole page, it is the same page; when not, the seeks follow, after WINDOW posts at most. Two
    stored degrees for each post of the page, and `with_liked` one or two seeks.
    """
    asked: dict[str, object] = {
        "viewer": viewer,
        "muted": list(muted),
        "own": [viewer] if include_own else [],
        "before": HIGHEST if before is None else before,
        "after": LOWEST if after is None else after,
        "limit": limit,
        "seek": SEEK,
        "window": WINDOW,
    }
    form = with_liked, backwards
    if suspended:
        record = client.read_one(FOR_SUSPENDED[form], **asked)
    elif hidden:
        by_index, by_edges = WITHOUT_BY_INDEX[form], WITHOUT_BY_EDGES[form]
        record = read_indexed(
            for_hidden(by_index, hidden),
            for_hidden(by_edges, hidden),
            **asked,
            **hidden_parameters(hidden),
        )
    else:
        record = read_indexed(BY_INDEX[form], BY_EDGES[form], **asked)
    posts = [FeedPost(pid, PostCounts(*counts), liked) for pid, liked, *counts in record["posts"]]
    return in_order(posts, backwards)


def feed_size(
    viewer: int,
    *,
    include_own: bool = False,
    suspended: bool = False,
    muted: Collection[int] = (),
    named: bool = False,
) -> FeedSize:
    """Return the number of posts of the whole feed, without those of users who are `muted`.

    And, if they shall be `named`, the users followed. Cost: a stored degree for each of them.
    """
    record = client.read_one(
        SIZE_FOR_SUSPENDED if suspended else SIZE,
        viewer=viewer,
        own=viewer if include_own else None,
        muted=list(muted),
        named=named,
    )
    return FeedSize(record["size"], record["followees"])
