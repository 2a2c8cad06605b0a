"""Follows, likes and notifications in bulk."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from core.accounts.locks import lock_edge_to_user
from core.accounts.models import User
from core.bulk import (
    NewEdge,
    NewNotification,
    NewPost,
    NewUser,
    batches,
    delivered_beside,
    load_edges,
    load_notifications,
    load_posts,
    load_users,
)
from core.common.errors import NotFound
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.notifications.models import Notification, NotificationKind
from graph.edges import FOLLOWS, LIKED
from tests.graph_state import edges, edges_with_properties
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

START = datetime(2011, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
MILLISECONDS = 1_299_215_167_890
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(stores: None) -> list[int]:
    return load_users([NewUser(f"p{n}", f"p{n}@example.com", START) for n in range(4)])


def test_follows_keep_their_dates(people: list[int]) -> None:
    a, b, *_ = people
    assert load_edges(FOLLOWS, [NewEdge(a, b, START), NewEdge(b, a, START + MINUTE)]) == 2
    assert edges_with_properties() == [
        ("FOLLOWS", a, b, {"since": MILLISECONDS, "version": 5}),
        ("FOLLOWS", b, a, {"since": MILLISECONDS + 60_000, "version": 6}),
    ]
    assert Notification.objects.count() == 0


def test_follows_that_are_known_are_left_out(people: list[int]) -> None:
    a, b, c, _ = people
    follower = User.objects.get(pk=a)
    follow(follower=follower, followee=b)
    follow(follower=follower, followee=c)
    unfollow(follower=follower, followee=c)
    before = JournalEntry.objects.count()
    rows = [
        NewEdge(a, b, START),  # kept
        NewEdge(a, c, START),  # withdrawn by its follower
        NewEdge(a, a, START),  # oneself
        NewEdge(b, c, START),
        NewEdge(b, c, START + MINUTE),  # twice
    ]
    assert load_edges(FOLLOWS, rows) == 1
    assert load_edges(FOLLOWS, rows) == 0
    assert JournalEntry.objects.count() == before + 1
    assert edges() == [("FOLLOWS", a, b), ("FOLLOWS", b, c)]
    assert JournalEntry.objects.get(actor=b, target=c).at == START


def test_likes_that_are_known_are_left_out(people: list[int]) -> None:
    a, b, *_ = people
    one, two = load_posts([NewPost(a, "One.", START), NewPost(a, "Two.", START)])
    liker = User.objects.get(pk=b)
    like(liker=liker, post=one)
    unlike(liker=liker, post=one)
    rows = [NewEdge(b, one, START), NewEdge(b, two, START), NewEdge(a, two, START)]
    assert load_edges(LIKED, rows) == 2
    assert load_edges(LIKED, rows) == 0
    assert edges("LIKED") == [("LIKED", a, two), ("LIKED", b, two)]


def test_edges_to_nothing_refuse_the_batch(people: list[int]) -> None:
    a, b, *_ = people
    with pytest.raises(NotFound, match="User not found"):
        load_edges(FOLLOWS, [NewEdge(a, b, START), NewEdge(a, 99, START)])
    with pytest.raises(NotFound, match="Post not found"):
        load_edges(LIKED, [NewEdge(a, 99, START)])
    assert edges() == []
    assert JournalEntry.objects.exclude(kind="user_saved").count() == 0


def test_a_load_waits_for_the_follow_that_is_being_made(people: list[int]) -> None:
    a, b, *_ = people
    made: list[int] = []

    def load() -> None:
        made.append(load_edges(FOLLOWS, [NewEdge(a, b, START)]))
        connection.close()

    loading = threading.Thread(target=load)
    with transaction.atomic():
        follower = User.objects.get(pk=a)
        lock_edge_to_user(FOLLOWS, actor=follower, target=b)
        loading.start()
        wait_until(_someone_waits_for_a_lock)
        follow(follower=follower, followee=b)
    loading.join()
    assert made == [0]
    assert JournalEntry.objects.filter(kind="followed").count() == 1


def _someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        )
        return bool(cursor.fetchone()[0])


def test_delivery_beside_has_brought_everything_when_it_ends(people: list[int]) -> None:
    follows = [NewEdge(a, b, START) for a in people for b in people if a != b]
    with delivered_beside():
        counts = [load_edges(FOLLOWS, batch) for batch in batches(follows, 5)]
    assert counts == [5, 5, 2]
    assert len(edges("FOLLOWS")) == 12
    assert JournalEntry.objects.filter(applied_at=None).count() == 0


def test_delivery_beside_brings_what_was_committed_before_a_failure(people: list[int]) -> None:
    a, b, *_ = people
    with pytest.raises(NotFound), delivered_beside():
        _load_one_by_one([NewEdge(a, b, START), NewEdge(a, 99, START)])
    assert edges() == [("FOLLOWS", a, b)]


def _load_one_by_one(follows: list[NewEdge]) -> None:
    for row in follows:
        load_edges(FOLLOWS, [row])


def test_notifications_are_as_old_as_they_say_and_come_once(people: list[int]) -> None:
    a, b, *_ = people
    rows = [
        NewNotification(NotificationKind.FOLLOW, a, b, START, read_at=START + MINUTE),
        NewNotification(NotificationKind.FOLLOW, b, b, START),  # one's own act
        NewNotification(NotificationKind.FOLLOW, b, a, START + MINUTE),
    ]
    load_notifications(rows)
    load_notifications(rows)
    older, newer = Notification.objects.order_by("pk")
    assert (older.recipient_id, older.actor_id, older.created_at) == (a, b, START)
    assert (older.read_at, newer.read_at) == (START + MINUTE, None)
    assert (newer.recipient_id, newer.created_at) == (b, START + MINUTE)
