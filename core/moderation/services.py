"""Staff editing and deleting the content of others, journalled like the author's own changes."""

from collections.abc import Iterable

from core.comments.locks import lock_comment_tree
from core.comments.services import locked_comment, remove_comment, rewrite_comment
from core.database.transactions import atomic_with_retry
from core.posts.models import Post
from core.posts.removal import remove_posts
from core.posts.services import locked_post, rewrite_post
from core.visibility import INTERNAL, hidden_from


@atomic_with_retry
def edit_post(*, post: int, content: str) -> None:
    """Replace the text of a post, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_post(locked_post(INTERNAL, post), content)


@atomic_with_retry
def delete_posts(*, posts: Iterable[int]) -> None:
    """Delete posts with everything under them; posts that no longer exist are not an error."""
    rows = Post.objects.select_for_update().filter(pk__in=list(posts)).order_by("pk")
    found = list(rows)
    # Their content is being deleted by a job.
    deleted = hidden_from(INTERNAL, {post.author_id for post in found})
    remove_posts([post for post in found if post.author_id not in deleted])


@atomic_with_retry
def edit_comment(*, comment: int, content: str) -> None:
    """Replace the text of a comment, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_comment(locked_comment(INTERNAL, comment), content)


@atomic_with_retry
def delete_comment(*, comment: int) -> None:
    """Delete a comment; replies stay and move up. Raises NotFound."""
    lock_comment_tree(comment)
    remove_comment(locked_comment(INTERNAL, comment))
