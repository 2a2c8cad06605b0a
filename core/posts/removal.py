"""Deleting posts: at once for everybody, and of what is under them at most so much at a time."""

from collections.abc import Iterable, Sequence

from django.db import connection

from core.accounts.holders import new_holder
from core.journal.models import JournalEntry
from core.journal.record import record_all
from core.media.files import schedule_deletion
from graph.edges import POSTED

from .deletions import publish_deletion
from .models import Mention, Post, PostImage

# Comments and notifications that a request deletes with their posts: about 0.2 s. The rest of more
# is left to a job.
MAX_AT_ONCE = 1_000

_COUNT_UNDER = """
    SELECT
        (SELECT count(*) FROM (SELECT FROM core_comment
                               WHERE post_id = ANY(%(posts)s) LIMIT %(most)s) AS comments)
        + (SELECT count(*) FROM (SELECT FROM core_notification
                                 WHERE post_id = ANY(%(posts)s) LIMIT %(most)s) AS notifications)
"""


def remove_posts(posts: Sequence[Post]) -> None:
    """Delete these posts, without checking who asks; the caller has locked their rows FOR UPDATE.

    Their comments, notifications and image files are deleted too. With more than MAX_AT_ONCE of
    them, the posts pass to a deleted user, so that from the commit on nobody sees them or adds to
    them (core/visibility), and the job that deletes accounts in batches takes it from there.
    """
    pids = [post.pk for post in posts]
    publish_deletion(pids)
    record_deletion(posts)
    if _count_under(pids) > MAX_AT_ONCE:
        _delete_images(pids)
        Mention.objects.filter(post__in=pids).delete()
        Post.objects.filter(pk__in=pids).update(author=new_holder(f"post{pids[0]}"))
    else:
        delete_rows(pids)


def record_deletion(posts: Iterable[Post]) -> None:
    """Write to the journal that these posts are deleted, which removes them from the graph."""
    record_all(
        [
            JournalEntry(kind=POSTED.undone_by, actor=post.author_id, target=post.pk)
            for post in posts
        ]
    )


def delete_rows(pids: Sequence[int]) -> None:
    """Delete the rows of these posts, and all that is left under them."""
    _schedule_files(pids)
    Post.objects.filter(pk__in=pids).delete()


def _count_under(pids: Sequence[int]) -> int:
    """Return how many comments and notifications there are, or some number above MAX_AT_ONCE."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UNDER, {"posts": list(pids), "most": MAX_AT_ONCE + 1})
        return int(cursor.fetchone()[0])


def _delete_images(pids: Sequence[int]) -> None:
    _schedule_files(pids)
    PostImage.objects.filter(post__in=pids).delete()


def _schedule_files(pids: Sequence[int]) -> None:
    images = PostImage.objects.filter(post__in=pids)
    schedule_deletion([str(file) for image in images for file in (image.large, image.small)])
