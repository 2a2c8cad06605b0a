"""Withholding posts, and showing them again."""

from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.visibility import Standing

from .audiences import count_narrow
from .models import Post


def set_standing(post: Post, standing: Standing) -> None:
    """Let others see a post or not; the same standing again is no change.

    Likes, comments, bookmarks and notifications of it stay, unseen by others, and come back with
    it. The caller has locked the row.
    """
    if standing == post.standing:
        return
    post.standing = standing
    post.save(update_fields=["standing"])
    count_narrow(post)
    publish(LiveKind.POST_EDITED, post=post.pk)
