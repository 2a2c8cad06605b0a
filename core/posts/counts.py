"""Counts of posts that are not for everybody: what the graph counts less what a viewer misses."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections

from core.database.postgresql.prepared import Prepared
from core.database.routing import database_of_reads, from_replica
from core.visibility import Viewer
from core.visibility.audience import FOLLOW_EXISTS, IN_AUDIENCE, Audience
from core.visibility.standing import Standing

_FOLLOWS = FOLLOW_EXISTS.format(follower="%(viewer)s", followee="core_user.id")
_FOLLOWED = FOLLOW_EXISTS.format(follower="core_user.id", followee="%(viewer)s")
# Public posts of a private or limited account are for followers; `reach` is the narrowest audience
# that the viewer belongs to without being mentioned.
_OF_AUTHORS = Prepared(
    f"""
    SELECT author.id, author.is_open,
        (SELECT count(*) FROM core_post
         WHERE author_id = author.id AND audience > {Audience.PUBLIC.value}
             AND audience > author.reach)
        + (SELECT count(*) FROM core_post
           WHERE author_id = author.id AND standing > {Standing.VISIBLE.value}
               AND audience <= author.reach),
        (SELECT count(*) FROM core_mention mention JOIN core_post post ON post.id = mention.post_id
         WHERE mention.person_id = %(viewer)s AND mention.author_id = author.id
             AND post.standing = {Standing.VISIBLE.value}
             AND (post.audience > author.reach OR NOT author.is_open))
    FROM (
        SELECT id, follows OR NOT is_seen_by_followers AS is_open, CASE
            WHEN follows AND followed THEN {Audience.MUTUALS.value}
            WHEN follows THEN {Audience.FOLLOWERS.value}
            ELSE {Audience.PUBLIC.value} END AS reach
        FROM (SELECT id, is_private OR is_limited AS is_seen_by_followers,
                  {_FOLLOWS} AS follows, {_FOLLOWED} AS followed
              FROM core_user WHERE id = ANY(%(authors)s)) AS related
    ) AS author
"""  # noqa: S608 - of constants
)
_MISSED = Prepared(
    f"""
    SELECT count(*) FROM core_post WHERE author_id = ANY(%(authors)s)
        AND (audience > {Audience.FOLLOWERS.value} OR standing > {Standing.VISIBLE.value})
        AND NOT {IN_AUDIENCE.format(post="core_post")}
"""  # noqa: S608 - of constants
)
_SHOWN = Prepared(
    f"""
    SELECT count(*) FROM core_post
    WHERE id = ANY(%(ids)s) AND {IN_AUDIENCE.format(post="core_post")}
"""  # noqa: S608 - of constants
)


@dataclass(frozen=True, slots=True)
class NarrowPosts:
    """What a viewer misses of an author's posts."""

    # Whether the public ones are for the viewer.
    is_open: bool = True
    # Posts for an audience that the viewer belongs to by a mention at most.
    closed: int = 0
    # Of what is closed to the viewer, the posts that mention them.
    mentioning: int = 0

    def shown_of(self, total: int) -> int:
        """Return how many of all the author's posts the viewer may see."""
        return max(total - self.closed, 0) + self.mentioning if self.is_open else self.mentioning


@from_replica
def narrow_posts(viewer: Viewer, authors: Sequence[int]) -> dict[int, NarrowPosts]:
    """Return what the viewer misses of the posts of each other author.

    One SQL statement. Cost: of each author an index range of the posts that are not public, and the
    mentions of the viewer.
    """
    others = [author for author in authors if author != viewer.uid]
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_OF_AUTHORS, {"viewer": viewer.key, "authors": others})
        return {author: NarrowPosts(*counts) for author, *counts in cursor.fetchall()}


@from_replica
def count_missed(viewer: Viewer, followees: Sequence[int]) -> int:
    """Return how many posts of users whom the viewer follows are not for the viewer.

    One SQL statement. Cost: index ranges of the posts for mutuals and mentioned users, and of
    those that are withheld.
    """
    return _count_by(_MISSED, viewer, authors=list(followees))


@from_replica
def count_shown(viewer: Viewer, pids: Sequence[int]) -> int:
    """Return how many of these posts are for the viewer. One SQL statement, a row of each."""
    return _count_by(_SHOWN, viewer, ids=list(pids))


def _count_by(statement: Prepared, viewer: Viewer, **ids: list[int]) -> int:
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(statement, {"viewer": viewer.key, **ids})
        return int(cursor.fetchone()[0])
