"""The job that removes the content of a deleted account in batches.

And a post or comment with very much under it: that belongs to a deleted user of its own
(`core/accounts/holders.py`).

Meanwhile nobody sees it (core/visibility) and nobody adds to it: a write that refers to the user or
to a post of theirs raises NotFound.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.comments.locks import lock_comment_trees_of
from core.comments.models import Comment
from core.database.transactions import atomic_with_retry
from core.jobs.retry import Backoff
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.notifications.services import withdraw_replies_to_nobody
from core.posts.models import Mention, Post
from core.posts.removal import delete_rows, record_deletion
from graph.edges import POSTED

# Rows of one transaction. A post is deleted after its comments and notifications.
POSTS = 200
COMMENTS = 500
COMMENTS_OF_POSTS = 2_000
REPLIES = 2_000
NOTIFICATIONS = 5_000
MENTIONS = 5_000

# Locked in the order in which a recipient marks them all as read.
_NOTIFICATIONS_OF_POSTS = """
    DELETE FROM core_notification WHERE id = ANY(ARRAY(
        SELECT id FROM core_notification WHERE id = ANY(ARRAY(
            SELECT id FROM core_notification WHERE post_id = ANY(%s) LIMIT %s))
        ORDER BY id FOR UPDATE))
"""


@app.task(name="remove_leftovers", queue="deletion", retry=Backoff(), pass_context=True)
def remove_leftovers(context: JobContext, *, user: int) -> None:
    """Remove everything of this user, and finally the row of the user.

    May run any number of times, and at the same time: each batch is a transaction that begins by
    locking the user. A worker that stops returns the job to the queue between two batches.
    """
    while remove_batch(user=user):
        if context.should_abort():
            raise JobAborted


@atomic_with_retry
def remove_batch(*, user: int) -> bool:
    """Remove posts, or comments, or notifications; returns whether anything may be left.

    Replies to the user's comments stay and move up. The user's node is already deleted with its
    edges, so only posts need entries in the journal.
    """
    people = User.with_deleted.select_for_update()
    person = people.filter(pk=user, deleted_at__isnull=False).first()
    if person is None:
        return False
    if _remove_posts(user) or _remove_comments(user) or _remove_notifications(user):
        return True
    if _remove_mentions(user):
        return True
    person.delete()
    return False


def _remove_posts(user: int) -> bool:
    posts = Post.objects.select_for_update().filter(author=user).order_by("pk")
    batch = list(posts.only("author_id")[:POSTS])
    if batch and not _remove_some_under(pids := [post.pk for post in batch]):
        # A post that was too much for a request left the graph at once.
        gone = JournalEntry.objects.filter(kind=POSTED.undone_by, target__in=pids)
        recorded = set(gone.values_list("target", flat=True))
        record_deletion(post for post in batch if post.pk not in recorded)
        delete_rows(pids)
    return bool(batch)


def _remove_some_under(pids: Sequence[int]) -> bool:
    """Remove notifications about these posts, then comments; returns whether more may be left."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFICATIONS_OF_POSTS, [list(pids), NOTIFICATIONS])
        if cursor.rowcount == NOTIFICATIONS:
            return True
    # Replies before what they reply to, so that few have to be made independent.
    under = Comment.objects.filter(post__in=pids).order_by("-pk")
    batch = list(under.values_list("pk", flat=True)[:COMMENTS_OF_POSTS])
    Comment.objects.filter(parent__in=batch).exclude(pk__in=batch).update(parent=None)
    Comment.objects.filter(pk__in=batch).delete()
    return len(batch) == COMMENTS_OF_POSTS


def _remove_comments(user: int) -> bool:
    batch = dict(Comment.objects.filter(author=user).values_list("pk", "post")[:COMMENTS])
    lock_comment_trees_of(batch.values())
    if _lift_replies(list(batch)):
        Comment.objects.filter(pk__in=batch).delete()
    return bool(batch)


def _lift_replies(comments: Sequence[int]) -> bool:
    """Move replies to these up to the nearest comment that stays, one level at a time.

    Returns False after REPLIES of them, when some may be left.
    """
    above = Comment.objects.filter(pk=OuterRef("parent_id")).values("parent_id")
    orphans = Comment.objects.filter(parent__in=comments).exclude(pk__in=comments)
    room = REPLIES
    while room > 0 and (some := list(orphans.values_list("pk", flat=True)[:room])):
        withdraw_replies_to_nobody(some)
        Comment.objects.filter(pk__in=some).update(parent_id=Subquery(above))
        room -= len(some)
    return room > 0


def _remove_notifications(user: int) -> bool:
    theirs = Notification.objects.filter(Q(recipient=user) | Q(actor=user))
    # Locked in the order in which a recipient marks them all as read.
    rows = theirs.select_for_update().order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:NOTIFICATIONS])
    Notification.objects.filter(pk__in=batch).delete()
    return bool(batch)


def _remove_mentions(user: int) -> bool:
    batch = list(Mention.objects.filter(person=user).values_list("pk", flat=True)[:MENTIONS])
    Mention.objects.filter(pk__in=batch).delete()
    return bool(batch)
