"""Writing, editing and deleting comments."""

from core.accounts.holders import new_holder
from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.common.faults import Faults
from core.common.text import clean_text
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.idempotency.once import FIELD, Once, Repeated
from core.journal.record import record
from core.notifications.mentions import notify_mentioned, withdraw_mentions
from core.notifications.models import NotificationKind
from core.notifications.services import forget_comment, notify, withdraw_replies
from core.posts.locks import lock_post_to_comment
from core.posts.mentions import check_mentions, lock_mentioned
from core.ratelimit.write_quotas import consume
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.rules import ask_for_review, judge
from core.visibility import INTERNAL, Standing, Viewer, hidden_from, visible
from graph.edges import COMMENTED_ON

from .locks import lock_comment_tree
from .models import Comment
from .permission import AskTheGraph, check_may_comment, near_authors
from .selectors import shown_to
from .standing import set_standing

MAX_COMMENT_LENGTH = 2_000
# Replies that a request moves up: about 0.05 s. More are left to a job.
MAX_REPLIES_AT_ONCE = 1_000


def clean_content(value: str) -> str:
    """Return the text of a comment as it is stored. Raises InvalidInput."""
    text = clean_text(value, field="content", longest=MAX_COMMENT_LENGTH)
    check_mentions(text)
    return text


def create_comment(
    *,
    author: User,
    post: int,
    content: str,
    parent: int | None = None,
    idempotency_key: str | None = None,
) -> Comment:
    """Comment on a post, or reply to a comment of it (`parent`).

    The author of the parent is notified of a reply, the author of the post of a comment, and whom
    the text mentions of that; each is notified once. With a key of the author's that made a comment
    within 24 hours, returns that one. Raises NotFound, also if that is deleted, InvalidInput
    naming every field, Forbidden where the author of the post does not let them, and
    GraphUnavailable where that depends on the graph.
    """
    faults = Faults()
    once, text = Once(author.pk), ""
    with faults.collect():
        once = Once.of(author.pk, idempotency_key, "comment", post, content, parent or 0)
    with faults.collect():
        text = clean_content(content)
    faults.report()
    is_held = judge(text, author)
    try:
        try:
            return _create_comment(author, post, text, parent, once, is_held)
        except AskTheGraph as asked:
            # Asked between two transactions, as nobody waits for Neo4j with a lock.
            reached = near_authors(Viewer.of(author), [asked.author])
            near = asked.author, asked.author in reached
            return _create_comment(author, post, text, parent, once, is_held, near)
    except Repeated as known:
        known_to_all = Comment.objects.filter(pk=known.document)
        first = visible(known_to_all, INTERNAL, "author", "post__author").first()
        if first is None:
            raise NotFound("The comment of this key is deleted.", FIELD) from None
        return first


@atomic_with_retry
def _create_comment(
    author: User,
    post: int,
    text: str,
    parent: int | None,
    once: Once,
    is_held: bool,
    near: tuple[int, bool] | None = None,
) -> Comment:
    once.claim()
    replied_author = None if parent is None else _keep_author_of(parent, author)
    post_author, allowed = lock_post_to_comment(post, visitor=author.pk, field="post")
    check_may_comment(allowed, author=post_author, near=near, field="post")
    replied_to = None if parent is None else _parent(parent, post, replied_author)
    mentioned = lock_mentioned(author.pk, text)
    notified = {post_author, *([] if replied_to is None else [replied_to.author_id]), *mentioned}
    consume("comments", user_id=author.pk, to=notified)
    comment = Comment.objects.create(
        post_id=post,
        author=author,
        parent=replied_to,
        content=text,
        mentioned=mentioned or None,
        standing=Standing.HELD if is_held else Standing.VISIBLE,
    )
    if replied_to is not None:
        notify(
            NotificationKind.REPLY,
            recipient=replied_to.author_id,
            actor=author.pk,
            post=post,
            comment=comment.pk,
            text=text,
        )
    if replied_to is None or replied_to.author_id != post_author:
        notify(
            NotificationKind.COMMENT,
            recipient=post_author,
            actor=author.pk,
            post=post,
            comment=comment.pk,
            text=text,
        )
    notify_mentioned(mentioned, actor=author.pk, post=post, comment=comment.pk, text=text)
    if is_held:  # no edge is made, nor one ended: subscribers hear of either
        ask_for_review("comment", comment.pk)
    else:
        record(
            COMMENTED_ON.made_by,
            actor=author.pk,
            target=post,
            comment=comment.pk,
            at=comment.created_at,
        )
    once.finish(comment.pk)
    return comment


@atomic_with_retry
def update_comment(*, editor: User, comment: int, content: str) -> Comment:
    """Replace the text of one's own comment and mark it as edited.

    Raises NotFound, Forbidden, InvalidInput.
    """
    found = locked_comment(Viewer.of(editor), comment)
    if found.author_id != editor.pk:
        # A comment that was deleted while we waited for its row may belong to a deleted user.
        if hidden_from(INTERNAL, [found.author_id]):
            raise NotFound("Comment not found.", "id")
        raise Forbidden("Only its author may edit a comment.", "id")
    if rewrite_comment(found, content):
        consume("edits", user_id=editor.pk)
        # What a moderator hides stays hidden, and what is held is reviewed, whatever it says now.
        if judge(found.content, editor) and found.standing == Standing.VISIBLE:
            set_standing(found, Standing.HELD)
            ask_for_review("comment", found.pk)
    return found


def rewrite_comment(comment: Comment, content: str) -> bool:
    """Replace the text, without checking who asks, and mark the comment as edited.

    Returns whether the text changed. The caller has locked the row FOR UPDATE. Raises
    InvalidInput.
    """
    text = clean_content(content)
    if text == comment.content:
        return False
    comment.content = text
    comment.edited_at = database_now()
    _mention(comment)
    comment.save(update_fields=["content", "edited_at", "mentioned"])
    publish(LiveKind.COMMENT_EDITED, post=comment.post_id, comment=comment.pk)
    return True


def _mention(comment: Comment) -> None:
    """Set whom the changed text mentions: who is new is notified, of who is gone it is withdrawn.

    By what the author may see, also where staff edits.
    """
    before = set(comment.mentioned or ())
    after = lock_mentioned(comment.author_id, comment.content)
    comment.mentioned = after or None
    about = {"actor": comment.author_id, "post": comment.post_id, "comment": comment.pk}
    withdraw_mentions(before.difference(after), **about)
    notify_mentioned(set(after) - before, text=comment.content, **about)


@atomic_with_retry
def delete_comment(*, editor: User, comment: int) -> None:
    """Delete a comment as its author or as the author of the post. Raises NotFound, Forbidden."""
    lock_comment_tree(comment)
    found = locked_comment(Viewer.of(editor), comment)
    if editor.pk not in (found.author_id, found.post.author_id):
        raise Forbidden("Only its author and the author of the post may delete a comment.", "id")
    remove_comment(found)


def remove_comment(comment: Comment) -> None:
    """Delete this comment, without checking who asks.

    The caller has locked its tree, then its row FOR UPDATE. Replies stay and move up to the
    comment's own parent. The notifications of the comment are deleted, read or not; those that tell
    its author of replies are withdrawn where they are unread, as nothing of theirs is replied to.
    The author of the post keeps them: a reply is also a comment on the post. With more than
    MAX_REPLIES_AT_ONCE the comment passes to a deleted user, so that from the commit on nobody
    sees it, and the job that deletes accounts in batches does the rest.
    """
    if comment.standing == Standing.VISIBLE:  # of what is withheld there is no edge
        record(
            COMMENTED_ON.undone_by,
            actor=comment.author_id,
            target=comment.post_id,
            comment=comment.pk,
        )
    replies = Comment.objects.filter(parent=comment)
    if replies[: MAX_REPLIES_AT_ONCE + 1].count() > MAX_REPLIES_AT_ONCE:
        forget_comment(comment.pk)
        comment.author = new_holder(f"comment{comment.pk}")
        comment.save(update_fields=["author"])
        return
    if comment.author_id != comment.post.author_id:
        withdraw_replies(recipient=comment.author_id, replies=replies)
    replies.update(parent=comment.parent_id)
    comment.delete()


def locked_comment(viewer: Viewer, comment: int) -> Comment:
    """Return the comment with its post, locked against everything else. Raises NotFound."""
    comments = shown_to(viewer).filter(pk=comment)
    locked = comments.select_for_update(of=("self",)).select_related("post")
    found = locked.defer("post__words").first()
    if found is None:
        raise NotFound("Comment not found.", "id")
    return found


def _keep_author_of(parent: int, replier: User) -> int:
    """Lock the recipient of a reply, and return it: users before posts, posts before comments."""
    viewer = Viewer.of(replier)
    comment = shown_to(viewer).filter(pk=parent)
    author = comment.values_list("author_id", flat=True).first()
    if author is None:
        raise NotFound("Comment not found.", "parent")
    share_lock_users(viewer, author, field="parent")
    return author


def _parent(parent: int, post: int, author: int | None) -> Comment:
    """Return the parent, locked against deletion. Raises NotFound, InvalidInput.

    One that is deleted while we wait for it may have passed to another author.
    """
    rows = Comment.objects.filter(pk=parent, author=author)
    found = rows.select_for_update(no_key=True).first()
    if found is None:
        raise NotFound("Comment not found.", "parent")
    if found.post_id != post:
        raise InvalidInput("This comment belongs to another post.", "parent")
    return found
