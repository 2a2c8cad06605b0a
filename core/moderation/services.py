"""What staff do to what others wrote: the same as its author could, and the graph follows."""

from collections.abc import Iterable

from core.comments.locks import lock_thread
from core.comments.services import locked_comment, remove_comment, rewrite_comment
from core.database.transactions import in_transaction
from core.posts.models import Post
from core.posts.services import locked_post, remove_posts, rewrite_post
from core.visibility import INTERNAL


@in_transaction
def edit_post(*, post: int, content: str) -> None:
    """Replace the text of a post, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_post(locked_post(INTERNAL, post), content)


@in_transaction
def delete_posts(*, posts: Iterable[int]) -> None:
    """Delete posts with everything that hangs on them; those that are gone already are no error."""
    found = Post.objects.select_for_update().filter(pk__in=list(posts)).order_by("pk")
    remove_posts(list(found))


@in_transaction
def edit_comment(*, comment: int, content: str) -> None:
    """Replace the text of a comment, marked as edited. Raises NotFound, InvalidInput."""
    rewrite_comment(locked_comment(INTERNAL, comment), content)


@in_transaction
def delete_comment(*, comment: int) -> None:
    """Delete a comment; replies stay and move up. Raises NotFound."""
    lock_thread(comment)
    remove_comment(locked_comment(INTERNAL, comment))
