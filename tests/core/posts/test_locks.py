"""Locks of a post and its users: their order, and what is read again after a wait."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from core.accounts.models import User
from core.blocks.services import block
from core.comments.services import create_comment
from core.common.errors import NotFound
from core.posts.locks import lock_edge_to_post, lock_post_to_comment
from core.posts.services import update_post
from core.visibility import Audience, Commenters
from graph.edges import LIKED
from tests.factories import make_post, make_users
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

Lock = Callable[[int, int], object]
LOCKS: list[Lock] = [
    lambda post, visitor: lock_post_to_comment(post, visitor=visitor),
    lambda post, visitor: lock_edge_to_post(LIKED, actor=visitor, post=post),
]


class Locking(threading.Thread):
    """Takes the locks in a transaction of its own."""

    def __init__(self, lock: Lock, post: int, visitor: int) -> None:
        super().__init__()
        self._lock, self._post, self._visitor = lock, post, visitor
        self.found: object = None

    def run(self) -> None:
        """Keep what is returned or raised."""
        try:
            with transaction.atomic():
                self.found = self._lock(self._post, self._visitor)
        except NotFound as error:
            self.found = error.message
        finally:
            connection.close()


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("lock", LOCKS, ids=["post", "edge"])
@pytest.mark.parametrize("held", ["visitor", "author"])
def test_the_post_is_locked_after_both_users(lock: Lock, held: str) -> None:
    author, visitor = make_users("ada", "bob")
    post = make_post(author)
    locking = Locking(lock, post.pk, visitor.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        holder = visitor if held == "visitor" else author
        cursor.execute("SELECT FROM core_user WHERE id = %s FOR UPDATE", [holder.pk])
        locking.start()
        wait_until(someone_waits)
        cursor.execute("SELECT 1 FROM core_post WHERE id = %s FOR UPDATE NOWAIT", [post.pk])
        assert cursor.fetchall() == [(1,)]
    locking.join()
    # The one says that the visitor may comment, the other that there is no like.
    assert locking.found == (author.pk, lock is LOCKS[0])


@pytest.mark.parametrize("lock", LOCKS, ids=["post", "edge"])
@pytest.mark.parametrize("by_author", [False, True])
def test_a_post_of_a_user_whom_a_block_hides_is_not_found(lock: Lock, by_author: bool) -> None:
    author, visitor = make_users("ada", "bob")
    post = make_post(author)
    if by_author:
        block(blocker=author, person=visitor.pk)
    else:
        block(blocker=visitor, person=author.pk)
    with pytest.raises(NotFound, match=r"^Post not found\.$"), transaction.atomic():
        lock(post.pk, visitor.pk)


@pytest.mark.parametrize("lock", LOCKS, ids=["post", "edge"])
@pytest.mark.parametrize("deleted", ["visitor", "author"])
def test_a_user_who_is_deleted_during_the_wait_is_not_found(lock: Lock, deleted: str) -> None:
    author, visitor = make_users("ada", "bob")
    post = make_post(author)
    locking = Locking(lock, post.pk, visitor.pk)
    gone = visitor if deleted == "visitor" else author
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM core_user WHERE id = %s FOR UPDATE", [gone.pk])
        locking.start()
        wait_until(someone_waits)
        User.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00:00Z")
    locking.join()
    assert locking.found == "Post not found."


def test_who_waits_for_a_change_of_the_post_comments_by_what_it_says_then() -> None:
    author, visitor = make_users("ada", "bob")
    post = make_post(author)
    locking = Locking(LOCKS[0], post.pk, visitor.pk)
    with transaction.atomic():
        update_post(editor=author, post=post.pk, commenters=Commenters.NOBODY)
        locking.start()
        wait_until(someone_waits)
    locking.join()
    assert locking.found == (author.pk, False)


def test_a_change_of_the_post_waits_for_who_is_commenting() -> None:
    author, visitor = make_users("ada", "bob")
    post = make_post(author)

    def narrow(pid: int, editor: int) -> str:
        changed = update_post(
            editor=User.objects.get(pk=editor), post=pid, audience=Audience.FOLLOWERS
        )
        return f"{changed.audience}: {changed.comments.count()}"

    changing = Locking(narrow, post.pk, author.pk)
    with transaction.atomic():
        create_comment(author=visitor, post=post.pk, content="Hm.")
        changing.start()
        wait_until(someone_waits)
        assert changing.found is None
    changing.join()
    assert changing.found == "1: 1"
