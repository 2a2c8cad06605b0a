"""Two conflicting transactions: both succeed, and each change is made once."""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier, Event

import pytest
from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection, transaction
from django.test import Client

from core.accounts.models import RefreshToken, User
from core.accounts.sessions import refresh_session, start_session
from core.accounts.signup import create_user
from core.database.transactions import ATTEMPTS, atomic_with_retry, retry_on_conflict
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.moderation.models import Decision
from core.notifications.models import Notification
from core.notifications.services import mark_all_read
from core.posts.models import Post
from core.posts.services import delete_post
from tests.addresses import HOME
from tests.collisions import colliding_before, fail
from tests.factories import make_post, make_users
from tests.jobs import leave
from tests.threads import at_once
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

COLLIDED = "Transaction conflict; running the transaction again."


@pytest.fixture
def collisions(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How many transactions were run again."""
    caplog.set_level(logging.INFO, logger="core.database.transactions")
    return lambda: [record.getMessage() for record in caplog.records].count(COLLIDED)


def test_of_two_that_wait_for_each_other_one_is_run_again(collisions: Callable[[], int]) -> None:
    ada, bob = make_users("ada", "bob")
    both_hold_one = Barrier(2)
    runs: Counter[int] = Counter()

    @atomic_with_retry
    def greet(first: User, second: User) -> int:
        runs[first.pk] += 1
        User.objects.filter(pk=first.pk).update(bio=f"Greeted {second.username}.")
        if runs[first.pk] == 1:
            both_hold_one.wait()
        User.objects.filter(pk=second.pk).update(display_name=f"Friend of {first.username}")
        return first.pk

    assert at_once(partial(greet, ada, bob), partial(greet, bob, ada)) == [ada.pk, bob.pk]
    assert sorted(runs.values()) == [1, 2]
    assert collisions() == 1
    assert list(User.objects.order_by("pk").values_list("bio", "display_name")) == [
        ("Greeted bob.", "Friend of bob"),
        ("Greeted ada.", "Friend of ada"),
    ]


@pytest.mark.parametrize(("what", "stays"), [("post", "follow"), ("account", "like")])
def test_marking_all_read_and_a_deletion_in_another_order_both_succeed(
    what: str, stays: str, collisions: Callable[[], int]
) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    like(liker=bob, post=post.pk)
    like(liker=cyd, post=post.pk)
    follow(follower=bob, followee=ada.pk)
    first = Notification.objects.filter(kind="like").earliest("pk")
    # Withdrawn and brought back, it lies behind the others, and the deletion meets it last.
    unlike(liker=bob, post=post.pk)
    like(liker=bob, post=post.pk)
    held = Event()

    def hold_the_first() -> None:
        with transaction.atomic():
            Notification.objects.select_for_update().get(pk=first.pk)
            held.set()
            wait_until(lambda: _waiting() == 2)

    def mark() -> int:
        held.wait()
        return mark_all_read(viewer=ada)

    def delete() -> None:
        wait_until(lambda: _waiting() == 1)
        if what == "post":
            delete_post(editor=ada, post=post.pk)
        else:
            leave(bob)

    released, marked, deleted = at_once(hold_the_first, mark, delete)
    assert (released, deleted) == (None, None)
    assert marked in (3, 1)  # either of the two was first
    # The job takes the notifications of who left in the same order.
    assert collisions() == (1 if what == "post" else 0)
    assert Post.objects.exists() == (what == "account")
    assert User.objects.filter(pk=bob.pk).exists() == (what == "post")
    assert list(Notification.objects.values_list("kind", flat=True)) == [stays]
    assert not Notification.objects.filter(read_at__isnull=True).exists()


def _waiting() -> int:
    """Transactions that wait for another to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_it_fails_after_some_attempts(sqlstate: str, collisions: Callable[[], int]) -> None:
    runs = []

    @atomic_with_retry
    def unlucky() -> None:
        runs.append(1)
        fail(sqlstate)

    with pytest.raises(OperationalError, match=r"^as asked"):
        unlucky()
    assert len(runs) == ATTEMPTS
    assert collisions() == ATTEMPTS - 1


def test_what_is_no_collision_is_raised_at_once(collisions: Callable[[], int]) -> None:
    runs = []

    @atomic_with_retry
    def broken() -> None:
        runs.append(1)
        fail("53100")  # the disk is full

    with pytest.raises(OperationalError, match=r"^as asked"):
        broken()
    assert (len(runs), collisions()) == (1, 0)


def test_inside_another_transaction_only_the_outer_one_is_run_again(
    collisions: Callable[[], int],
) -> None:
    inner_runs: list[int] = []

    @atomic_with_retry
    def inner() -> None:
        inner_runs.append(1)
        if len(inner_runs) == 1:
            fail("40P01")

    @atomic_with_retry
    def outer() -> None:
        make_users("ada")
        inner()

    outer()
    assert (len(inner_runs), collisions()) == (2, 1)
    assert User.objects.get().username == "ada"
    with pytest.raises(OperationalError, match=r"^as asked"), transaction.atomic():
        retry_on_conflict(partial(fail, "40P01"))
    assert collisions() == 1


def test_signing_up_again_gets_another_id(collisions: Callable[[], int]) -> None:
    with colliding_before("INSERT INTO core_journalentry"):
        ada = create_user(username="ada", email="ada@example.com", password="correct horse")
    assert collisions() == 1
    assert (ada.pk, User.objects.get().pk) == (2, 2)
    assert list(JournalEntry.objects.values_list("kind", "actor")) == [("user_saved", 2)]


def test_a_session_whose_refresh_collided_goes_on(collisions: Callable[[], int]) -> None:
    (ada,) = make_users("ada")
    token = start_session(ada).refresh_token
    with colliding_before("INSERT"):
        renewed = refresh_session(refresh_token=token, address=HOME)
    assert collisions() == 1
    assert refresh_session(refresh_token=renewed.refresh_token, address=HOME).user == ada
    assert RefreshToken.objects.filter(spent_at__isnull=False).count() == 2
    assert not RefreshToken.objects.filter(revoked_at__isnull=False).exists()


def test_the_admin_saves_past_a_collision(collisions: Callable[[], int], client: Client) -> None:
    boss, ada = make_users("boss", "ada")
    User.objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True)
    client.force_login(boss)
    post = make_post(ada, "Frist.")
    with colliding_before('UPDATE "core_post"'):
        saved = client.post(
            f"/admin/core/post/{post.pk}/change/",
            {"content": "First.", "images-TOTAL_FORMS": 0, "images-INITIAL_FORMS": 0},
        )
    chosen = {"action": "propose_removal", "_selected_action": [post.pk], "reason": "Spam."}
    with colliding_before('INSERT INTO "core_decision"'):
        proposed = client.post("/admin/core/post/", chosen)
    assert (saved.status_code, proposed.status_code, collisions()) == (302, 302, 2)
    assert Decision.objects.get().case.subject == post.pk
    assert LogEntry.objects.count() == 1
