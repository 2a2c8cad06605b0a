"""Workers as processes: stopped, killed, and never ended by PostgreSQL."""

import signal
from pathlib import Path

import pytest
from django.db import connection

from core.accounts.models import User
from core.comments.models import Comment
from core.journal.models import JournalEntry
from core.moderation.deletion import remove_account
from core.notifications.models import Notification
from core.posts.models import Post
from core.relay.relay import drain
from tests.core.consistency.auditing import found
from tests.factories import make_post, make_users
from tests.graph_state import nodes
from tests.jobs import jobs, worker_process
from tests.postgres import own_postgres
from tests.programs import Program
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

FAILED = "jobs: PostgreSQL unavailable, retrying in "
POSTS = 1_000


def ended(process: Program) -> str:
    """End the process by SIGTERM; returns all that it logged."""
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)
    assert process.returncode == 0, logged
    return logged


def everybody_left() -> bool:
    return not User.with_deleted.filter(deleted_at__isnull=False).exists()


def much(author: User, other: User) -> None:
    """Posts with a comment of somebody else under each, and comments under a post of theirs."""
    elsewhere = make_post(other)
    Post.objects.bulk_create(Post(author=author, content="Hm.") for _ in range(POSTS))
    Comment.objects.bulk_create(
        Comment(author=other, post=post, content="On it.")
        for post in Post.objects.filter(author=author)
    )
    Comment.objects.bulk_create(
        Comment(author=author, post=elsewhere, content="Mine.") for _ in range(POSTS)
    )


def test_it_takes_jobs_as_they_come_and_ends_on_sigterm() -> None:
    ada, bob = make_users("ada", "bob")
    with worker_process() as process:
        for user in (ada, bob):
            remove_account(user)
            wait_until(everybody_left)
        wait_until(lambda: jobs() == [])
        assert FAILED not in ended(process)
    assert not User.with_deleted.exists()


def removals() -> list[tuple[str, str, int]]:
    """The jobs, without those that a worker begins by itself at the turn of a minute."""
    return [each for each in jobs() if each[0] == "remove_leftovers"]


def test_an_end_half_way_loses_nothing_and_the_next_worker_goes_on() -> None:
    ada, bob = make_users("ada", "bob")
    much(ada, bob)
    # The graph is that of PostgreSQL when the deletion begins.
    assert found(repair=True)
    assert found() == []
    remove_account(ada)
    left = POSTS

    def has_begun() -> bool:
        return Post.objects.filter(author=ada).count() < left

    # Asked to stop, it returns the job; killed, it still counts as running it.
    for end, code, status in ((signal.SIGTERM, 0, "todo"), (signal.SIGKILL, -9, "doing")):
        with worker_process() as process:
            wait_until(has_begun, seconds=120)
            process.send_signal(end)
            process.communicate(timeout=30)
            assert process.returncode == code
        before, left = left, Post.objects.filter(author=ada).count()
        assert 0 < left < before
        assert left % 200 == 0
        assert removals() == [("remove_leftovers", status, 1)]
        assert JournalEntry.objects.filter(kind="post_deleted").count() == POSTS - left

    with worker_process() as process:
        wait_until(everybody_left, seconds=120)
        wait_until(lambda: removals() == [])
        ended(process)
    assert list(User.with_deleted.values_list("username", flat=True)) == ["bob"]
    assert list(Post.objects.values_list("author", flat=True)) == [bob.pk]
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()
    assert JournalEntry.objects.filter(kind="post_deleted").count() == POSTS
    drain()
    assert found() == []
    assert len([label for label, _ in nodes() if label == "DeletedPost"]) == POSTS


def test_it_outlives_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_postgres(tmp_path, monkeypatch, durable=True) as postgres:
        ada, bob, cyd = make_users("ada", "bob", "cyd")
        with worker_process(DATABASE_URL=postgres.url) as process:
            remove_account(ada)
            wait_until(everybody_left)
            postgres.kill()
            connection.close()
            postgres.start()
            remove_account(bob)
            wait_until(everybody_left)
            postgres.stop()
            connection.close()
            postgres.start()
            remove_account(cyd)
            wait_until(everybody_left)
            ended(process)
    assert process.returncode == 0
