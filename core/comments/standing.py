"""Withholding comments, and showing them again."""

from core.journal.record import record
from core.visibility import Standing
from graph.edges import COMMENTED_ON

from .models import Comment


def set_standing(comment: Comment, standing: Standing) -> None:
    """Let others see a comment or not; the same standing again is no change.

    Only what others see is an edge of the graph, so that counts need no filter
    ([decision 35](../decisions/0035-what-is-withheld.md)); it has its old time when it is back.
    Replies stay. The caller has locked the row.
    """
    was_visible = comment.standing == Standing.VISIBLE
    if standing == comment.standing:
        return
    comment.standing = standing
    comment.save(update_fields=["standing"])
    kind, at = COMMENTED_ON.undone_by, None
    if standing == Standing.VISIBLE:
        kind, at = COMMENTED_ON.made_by, comment.created_at
    elif not was_visible:
        return
    record(kind, actor=comment.author_id, target=comment.post_id, comment=comment.pk, at=at)
