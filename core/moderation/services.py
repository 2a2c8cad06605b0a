"""Staff editing the content of others, journalled like the author's own changes."""

from core.comments.services import locked_comment, rewrite_comment
from core.database.transactions import atomic_with_retry
from core.posts.services import locked_post, rewrite_post
from core.visibility import INTERNAL


@atomic_with_retry
def edit_post(*, post: int, content: str) -> None:
    """Replace the text of a post, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_post(locked_post(INTERNAL, post), content)


@atomic_with_retry
def edit_comment(*, comment: int, content: str) -> None:
    """Replace the text of a comment, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_comment(locked_comment(INTERNAL, comment), content)
