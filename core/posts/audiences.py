"""Whom a post is for, which is only ever narrowed, and who may comment on it."""

from core.accounts.models import User
from core.common.errors import InvalidInput
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.visibility import Audience, Commenters, Standing

from .models import Post


def narrow(post: Post, audience: Audience) -> None:
    """Let fewer people see a post from now on; the same audience again is no change.

    Likes, comments and bookmarks of who no longer sees it stay, unseen by them. The caller has
    locked the row. Raises InvalidInput for a wider audience, as what some were promised stays
    among them.
    """
    if audience < post.audience:
        raise InvalidInput("The audience of a post can only be narrowed.", "audience")
    if audience == post.audience:
        return
    post.audience = audience
    post.save(update_fields=["audience"])
    count_narrow(post)
    publish(LiveKind.POST_EDITED, post=post.pk)


def let_comment(post: Post, commenters: Commenters) -> None:
    """Let others comment on a post from now on; comments that there are stay.

    The caller has locked the row against those who comment.
    """
    if commenters == post.who_may_comment:
        return
    post.who_may_comment = commenters
    post.save(update_fields=["who_may_comment"])
    publish(LiveKind.POST_EDITED, post=post.pk)


def count_narrow(post: Post) -> None:
    """From its author's first post on that is not for everybody, viewers count for themselves.

    One SQL statement, none for a post that is.
    """
    if post.audience != Audience.PUBLIC or post.standing != Standing.VISIBLE:
        authors = User.objects.filter(pk=post.author_id, has_narrow_posts=False)
        authors.update(has_narrow_posts=True)
