"""Staff editing and deleting the content of others, journalled like the author's own changes."""

from collections.abc import Iterable

from core.comments.locks import lock_comment_tree
from core.comments.services import locked_comment, remove_comment, rewrite_comment
from core.database.transactions import atomic_with_retry
from core.posts.models import Post
from core.posts.services import locked_post, remove_posts, rewrite_post
from core.visibility import INTERNAL


@atomic_with_retry
def edit_post(*, post: int, content: str) -> None:
    """Replace the text of a post, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_post(locked_post(INTERNAL, post), content)


@atomic_with_retry
def delete_posts(*, posts: Iterable[int]) -> None:
    """Delete posts with everything under them; posts that no longer exist are not an error."""
    found = Post.objects.select_for_update().filter(pk__in=list(posts)).order_by("pk")
    remove_posts(list(found))


@atomic_with_retry
def edit_comment(*, comment: int, content: str) -> None:
    """Replace the text of a comment, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_comment(locked_comment(INTERNAL, comment), content)


@atomic_with_retry
def delete_comment(*, comment: int) -> None:
    """Delete a comment; replies stay and move up. Raises NotFound."""
    lock_comment_tree(comment)
    remove_comment(locked_comment(INTERNAL, comment))
