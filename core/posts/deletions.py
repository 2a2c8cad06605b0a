"""Telling subscribers that a post is deleted: those who could see it then, and nobody else."""

from collections.abc import Sequence

from django.db import connection, transaction

from core.database.postgresql.prepared import Prepared
from core.realtime.models import LiveKind
from core.realtime.wake import wake
from core.visibility import Audience, Viewer
from core.visibility.audience import FOLLOW_EXISTS
from core.visibility.rule import VISIBLE
from core.visibility.standing import Standing

# The row is gone when the event is read, so the event has whom the post was for.
_PUBLISH = f"""
    INSERT INTO core_liveevent (kind, person, post, audience, mentioned)
    SELECT '{LiveKind.POST_DELETED.value}', author.id, post.id,
        greatest(post.audience, CASE
            WHEN post.standing > {Standing.VISIBLE.value} THEN {Audience.MENTIONED.value}
            WHEN author.is_private OR author.is_limited THEN {Audience.FOLLOWERS.value}
            ELSE {Audience.PUBLIC.value} END),
        ARRAY(SELECT person_id FROM core_mention
              WHERE post_id = post.id AND post.standing = {Standing.VISIBLE.value})
    FROM core_post post JOIN core_user author ON author.id = post.author_id
    WHERE post.id = ANY(%s) ORDER BY post.id
"""  # noqa: S608 - of constants
_FOLLOWS_AUTHOR = FOLLOW_EXISTS.format(follower="%(viewer)s", followee="deletion.person")
_FOLLOWED_BY_AUTHOR = FOLLOW_EXISTS.format(follower="deletion.person", followee="%(viewer)s")
# IN_AUDIENCE of a row that is no longer there. A release before wrote none of its columns.
_WAS_DELETED = Prepared(
    f"""
    SELECT EXISTS (
        SELECT FROM core_liveevent deletion
        WHERE post = %(post)s AND kind = '{LiveKind.POST_DELETED.value}'
            AND {VISIBLE.format(person="deletion.person")}
            AND CASE
                WHEN COALESCE(audience, 0) = {Audience.PUBLIC.value} THEN true
                WHEN person = %(viewer)s OR %(viewer)s = ANY(mentioned) THEN true
                WHEN audience = {Audience.MENTIONED.value} THEN false
                ELSE {_FOLLOWS_AUTHOR}
                    AND (audience < {Audience.MUTUALS.value} OR {_FOLLOWED_BY_AUTHOR})
            END)
"""  # noqa: S608 - of constants
)


def publish_deletion(posts: Sequence[int]) -> None:
    """Write the events of posts that are about to be deleted. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISH, [list(posts)])
    transaction.on_commit(wake)


def was_deleted(viewer: Viewer, post: int) -> bool:
    """Return whether a stored event says that a post was deleted which the viewer could see.

    One SQL statement: a probe of an index, and for a post that was for some up to four.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAS_DELETED, {"viewer": viewer.key, "post": post})
        return bool(cursor.fetchone()[0])
