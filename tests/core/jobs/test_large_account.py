"""An account with many posts is deleted in batches: a kill half-way loses nothing, nobody waits."""

from pathlib import Path

import pytest
from django.db import connection

from api.auth.tokens import access_token
from core.accounts.models import User
from core.journal.models import JournalEntry
from core.moderation import leftovers
from core.moderation.deletion import remove_account
from core.posts.models import Post
from core.relay.relay import drain
from tests.factories import make_post, make_users
from tests.graph_state import nodes
from tests.jobs import jobs, worker_process
from tests.journeys.server import served
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

POSTS = 4 * leftovers.POSTS

_MANY = """
    INSERT INTO core_post (author_id, content, has_images)
    SELECT %s, 'Hello ' || number, false FROM generate_series(1, %s) AS number
"""


def with_many_posts(author: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [author.pk, POSTS])


def left(author: User) -> int:
    return Post.objects.filter(author=author.pk).count()


def test_a_worker_that_is_killed_half_way_leaves_the_rest_to_another(tmp_path: Path) -> None:
    ada, bob = make_users("ada", "bob")
    with_many_posts(ada)
    post = make_post(bob, "Still here.")
    uid = ada.pk
    with served(tmp_path / "media", workers=1) as service:
        service.token = access_token(bob)
        remove_account(ada)

        def is_at(count: int) -> bool:
            assert service.data("{ me { username } }") == {"me": {"username": "bob"}}
            return left(ada) <= count

        with worker_process() as worker:
            wait_until(lambda: is_at(POSTS // 2), seconds=60)
            worker.kill()
        half = left(ada)
        assert 0 < half < POSTS
        with worker_process():
            wait_until(lambda: is_at(0) and not jobs(), seconds=60)
    assert not User.with_deleted.filter(pk=uid).exists()
    drain()
    gone = JournalEntry.objects.filter(kind="post_deleted")
    assert gone.count() == gone.values("target").distinct().count() == POSTS
    assert not JournalEntry.objects.filter(applied_at=None).exists()
    assert [node["pid"] for label, node in nodes() if label == "Post"] == [post.pk]
    assert sum(label == "DeletedPost" for label, _ in nodes()) == POSTS
