"""Counts of followers, posts, likes and comments."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from graph.connection import client
from graph.edges import LIKED

from . import counts_without
from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, exists, read_indexed

# Followers, following and posts of a `person`.
DEGREES: LiteralString = """COUNT { (person)<-[:FOLLOWS]-() },
  COUNT { (person)-[:FOLLOWS]->() },
  COUNT { (person)-[:POSTED]->() }"""
USER_COUNTS: LiteralString = f"""
UNWIND $uids AS uid
MATCH (person:User {{uid: uid}})
RETURN collect([
  uid,
  {DEGREES}
]) AS counts
"""

# Likes and comments of a `post`.
POST_DEGREES: LiteralString = """COUNT { (post)<-[:LIKED]-() },
  COUNT { (post)<-[:COMMENTED_ON]-() }"""
POST_COUNTS: LiteralString = f"""
UNWIND $pids AS pid
MATCH (post:Post {{pid: pid}})
RETURN collect([
  pid,
  {POST_DEGREES}
]) AS counts
"""
POST_COUNTS_AND_LIKED: LiteralString = f"""
UNWIND $pids AS pid
MATCH (post:Post {{pid: pid}})
WITH collect([
  pid,
  {exists(LIKED, "$viewer", "pid")},
  {POST_DEGREES}
]) AS counts
RETURN counts, {COMPLETE}
"""
# The same while some edges are not in the index.
POST_COUNTS_AND_LIKED_BY_EDGES: LiteralString = f"""
OPTIONAL MATCH (viewer:User {{uid: $viewer}})
CALL (viewer) {{
  UNWIND $pids AS pid
  MATCH (post:Post {{pid: pid}})
  RETURN collect([
    pid,
    EXISTS {{ (viewer)-[:LIKED|HIDDEN_LIKED]->(post) }},
    {POST_DEGREES}
  ]) AS counts
}}
RETURN counts
"""


def _hidden(edges: LiteralString) -> LiteralString:
    """Return how many edges of a pattern lead to users who are hidden by a block."""
    return f"""CASE WHEN $hidden = [] THEN 0
      ELSE COUNT {{ {edges}(other) WHERE other.uid IN $hidden }} END"""


# The same for a suspended viewer, whose own edges are hidden from everybody else: the cost of
# the viewer's own counts is their degree, and so is that of others where a block hides somebody.
USER_COUNTS_FOR_SUSPENDED: LiteralString = f"""
UNWIND $uids AS uid
MATCH (person:User {{uid: uid}})
WITH uid, person, uid = $viewer AS own
RETURN collect([
  uid,
  CASE WHEN own
    THEN COUNT {{ (person)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(other)
      WHERE other.suspended IS NULL AND NOT other.uid IN $hidden }}
    ELSE COUNT {{ (person)<-[:FOLLOWS]-() }}
      + COUNT {{ (person)<-[:HIDDEN_FOLLOWS]-(:User {{uid: $viewer}}) }}
      - {_hidden("(person)<-[:FOLLOWS]-")} END,
  CASE WHEN own
    THEN COUNT {{ (person)-[:FOLLOWS|HIDDEN_FOLLOWS]->(other)
      WHERE other.suspended IS NULL AND NOT other.uid IN $hidden }}
    ELSE COUNT {{ (person)-[:FOLLOWS]->() }}
      + COUNT {{ (person)-[:HIDDEN_FOLLOWS]->(:User {{uid: $viewer}}) }}
      - {_hidden("(person)-[:FOLLOWS]->")} END,
  COUNT {{ (person)-[:POSTED]->() }}
]) AS counts
"""

POST_COUNTS_FOR_SUSPENDED: LiteralString = f"""
UNWIND $pids AS pid
MATCH (post:Post {{pid: pid}})
RETURN collect([
  pid,
  COUNT {{ (post)<-[:LIKED]-() }} + COUNT {{ (post)<-[:HIDDEN_LIKED]-(:User {{uid: $viewer}}) }}
    - {_hidden("(post)<-[:LIKED]-")},
  COUNT {{ (post)<-[:COMMENTED_ON]-() }}
    + COUNT {{ (post)<-[:HIDDEN_COMMENTED_ON]-(:User {{uid: $viewer}}) }}
    - {_hidden("(post)<-[:COMMENTED_ON]-")}
]) AS counts
"""


@dataclass(frozen=True, slots=True)
class UserCounts:
    """The degrees of a user."""

    followers: int = 0
    following: int = 0
    posts: int = 0


@dataclass(frozen=True, slots=True)
class PostCounts:
    """The degrees of a post; replies count as comments."""

    likes: int = 0
    comments: int = 0


def user_counts(
    uids: Collection[int],
    *,
    suspended_viewer: int | None = None,
    hidden: Collection[int] = (),
) -> dict[int, UserCounts]:
    """Return the counts of each of `uids`; zeros for unknown users.

    Suspended users are not counted, except the viewer, and neither are users who are `hidden`.

    Cost: an index seek and three stored degrees a user, whatever the degrees are; and for each
    degree as many seeks as users are hidden, or as many edges, the lesser of the two.
    """
    if suspended_viewer is None and hidden:
        record = read_indexed(
            for_hidden(counts_without.USER_COUNTS_BY_INDEX, hidden),
            for_hidden(counts_without.USER_COUNTS, hidden),
            uids=list(uids),
            **hidden_parameters(hidden),
        )
    else:
        record = client.read_one(
            USER_COUNTS if suspended_viewer is None else USER_COUNTS_FOR_SUSPENDED,
            uids=list(uids),
            viewer=suspended_viewer,
            hidden=list(hidden),
        )
    found = {uid: UserCounts(*counts) for uid, *counts in record["counts"]}
    return {uid: found.get(uid, UserCounts()) for uid in uids}


def post_counts(
    pids: Collection[int],
    *,
    suspended_viewer: int | None = None,
    hidden: Collection[int] = (),
) -> dict[int, PostCounts]:
    """Return the counts of each of `pids`; zeros for unknown posts.

    Suspended users are not counted, except the viewer, and neither are users who are `hidden`.

    Cost: an index seek and two stored degrees a post, whatever the degrees are; and for each
    degree as many seeks or short walks as users are hidden, or as many edges, the lesser of the
    two.
    """
    if suspended_viewer is None and hidden:
        record = read_indexed(
            for_hidden(counts_without.POST_COUNTS_BY_INDEX, hidden),
            for_hidden(counts_without.POST_COUNTS, hidden),
            pids=list(pids),
            **hidden_parameters(hidden),
        )
    else:
        record = client.read_one(
            POST_COUNTS if suspended_viewer is None else POST_COUNTS_FOR_SUSPENDED,
            pids=list(pids),
            viewer=suspended_viewer,
            hidden=list(hidden),
        )
    found = {pid: PostCounts(*counts) for pid, *counts in record["counts"]}
    return {pid: found.get(pid, PostCounts()) for pid in pids}


def post_counts_and_liked(
    viewer: int, pids: Collection[int], *, hidden: Collection[int] = ()
) -> dict[int, tuple[PostCounts, bool]]:
    """Return the counts of each post as `post_counts` does, and whether the viewer likes it.

    Suspended users are not counted, so the viewer is none of them. Unknown posts are left out.

    Cost: that of `post_counts`, and for each post one or two index seeks.
    """
    if hidden:
        by_index, by_edges = counts_without.LIKED_BY_INDEX, counts_without.POSTS_LIKED
    else:
        by_index, by_edges = POST_COUNTS_AND_LIKED, POST_COUNTS_AND_LIKED_BY_EDGES
    record = read_indexed(
        for_hidden(by_index, hidden),
        for_hidden(by_edges, hidden),
        viewer=viewer,
        pids=list(pids),
        **hidden_parameters(hidden),
    )
    return {pid: (PostCounts(*counts), liked) for pid, liked, *counts in record["counts"]}
