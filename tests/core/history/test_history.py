"""What a user has decided about others is listed, and nothing that others have decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block, restore_follows, unblock
from core.follows.removal import remove_follower
from core.follows.services import follow, unfollow
from core.history.selectors import count_history, history_page
from core.journal.causes import purge
from core.journal.models import EntryCause, JournalEntry
from core.likes.services import like
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.mutes.expiry import end_expired
from core.mutes.services import mute, unmute
from core.visibility import Viewer
from core.visibility.models import Mute
from tests.factories import make_post, make_users
from tests.sql_plans import scans
from tests.statements import statements

from .acting import history, in_short

pytestmark = pytest.mark.usefixtures("stores")


def test_acts_are_listed_newest_first_with_what_is_last_of_its_edge() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    like(liker=ada, post=make_post(bob).pk)
    follow(follower=ada, followee=bob.pk)
    follow(follower=bob, followee=ada.pk)
    unfollow(follower=ada, followee=bob.pk)
    mute(viewer=ada, person=cyd.pk)
    unmute(viewer=ada, person=cyd.pk)
    remove_follower(user=ada, follower=bob.pk)
    assert in_short(ada) == [
        ("follower_removed", "bob", "me", True),
        ("unmuted", "cyd", "me", True),
        ("muted", "cyd", "me", False),
        ("unfollowed", "bob", "me", True),
        ("followed", "bob", "me", False),
    ]
    # That he was removed is nothing that he did.
    assert in_short(bob) == [("followed", "ada", "me", False)]
    assert in_short(cyd) == []
    assert [count_history(Viewer(each.pk)) for each in (ada, bob, cyd)] == [5, 1, 0]


def test_what_a_block_cuts_is_in_the_history_of_who_blocks_alone() -> None:
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        follow(follower=one, followee=other.pk)
    block(blocker=ada, person=bob.pk)
    assert in_short(ada) == [
        ("blocked", "bob", "me", True),
        ("follower_removed", "bob", "block", False),
        ("unfollowed", "bob", "block", False),
        ("followed", "bob", "me", False),
    ]
    assert in_short(bob) == [("followed", None, "me", False)]
    unblock(blocker=ada, person=bob.pk)
    assert in_short(ada)[:4] == [
        ("unblocked", "bob", "me", True),
        ("blocked", "bob", "me", False),
        ("follower_removed", "bob", "block", True),
        ("unfollowed", "bob", "block", True),
    ]
    restore_follows(blocker=ada, person=bob.pk)
    assert in_short(ada)[:2] == [
        ("follower_restored", "bob", "undo", True),
        ("followed", "bob", "undo", True),
    ]
    assert in_short(bob) == [("followed", "ada", "me", False)]


def test_who_is_hidden_or_gone_has_no_name_and_nothing_is_undone_for_them() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    for person in (bob, cyd, dan):
        follow(follower=ada, followee=person.pk)
    block(blocker=bob, person=ada.pk)
    change_person(person=cyd.pk, is_active=False)
    remove_account(dan)
    User.with_deleted.filter(pk=dan.pk).delete()
    assert in_short(ada) == [("followed", None, "me", False)] * 3
    change_person(person=cyd.pk, is_active=True)
    assert in_short(ada)[1] == ("followed", "cyd", "me", True)


def test_a_private_account_that_was_left_is_not_followed_again_by_undoing() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    User.objects.filter(pk=bob.pk).update(is_private=True)
    assert in_short(ada)[0] == ("unfollowed", "bob", "me", False)


def test_the_end_of_a_mute_by_its_time_is_an_act_with_a_cause() -> None:
    ada, bob = make_users("ada", "bob")
    mute(viewer=ada, person=bob.pk, until=timezone.now() + timedelta(hours=1))
    Mute.objects.update(until=timezone.now())
    assert end_expired() == 1
    assert in_short(ada) == [
        ("unmuted", "bob", "expiry", False),
        ("muted", "bob", "me", False),
    ]


def test_after_thirty_days_an_act_is_forgotten() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=bob, followee=ada.pk)
    remove_follower(user=ada, follower=bob.pk)
    follow(follower=ada, followee=cyd.pk)
    old = timezone.now() - timedelta(days=29.9)
    JournalEntry.objects.update(recorded_at=old)
    EntryCause.objects.update(at=old)
    assert [act.kind for act in history(ada)] == ["followed", "follower_removed"]
    old -= timedelta(days=0.2)
    JournalEntry.objects.update(recorded_at=old)
    EntryCause.objects.update(at=old)
    assert history(ada) == []
    assert count_history(Viewer(ada.pk)) == 0
    # Its cause is kept until no list shows it.
    assert purge() == 0


def test_pages_in_both_directions() -> None:
    ada, *others = make_users("ada", *(f"person{number}" for number in range(6)))
    for person in others:
        follow(follower=person, followee=ada.pk)
        remove_follower(user=ada, follower=person.pk)
        mute(viewer=ada, person=person.pk)
    everything = [act.id for act in history(ada)]
    assert everything == sorted(everything, reverse=True)
    assert len(everything) == 12
    viewer = Viewer(ada.pk)
    page = history_page(viewer, PageRequest(first=5, after=everything[2]))
    assert [act.id for act in page.items] == everything[3:8]
    assert page.has_next
    page = history_page(viewer, PageRequest(last=3, before=everything[2]))
    assert [act.id for act in page.items] == everything[:2]
    page = history_page(viewer, PageRequest(last=3))
    assert [act.id for act in page.items] == everything[9:]
    assert page.has_previous


def test_a_page_is_a_range_of_an_index_and_one_statement_beside_the_users() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    posts = [make_post(bob) for _ in range(20)]
    for post in posts:
        like(liker=ada, post=post.pk)
    follow(follower=cyd, followee=ada.pk)
    remove_follower(user=ada, follower=cyd.pk)
    for person in (bob, cyd):
        follow(follower=ada, followee=person.pk)
    with statements() as sql:
        assert len(history(ada)) == 3
    assert len(sql) == 2 + 1  # `Viewer` does not know whom a block hides.
    # Of few rows PostgreSQL reads the whole table.
    JournalEntry.objects.bulk_create(
        JournalEntry(kind="posted", actor=10**9 + number, target=1, applied_at=Now())
        for number in range(5_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_journalentry")
    with scans() as seen:
        history(ada)
    journal = {scan.by for scan in seen if scan.table == "core_journalentry"}
    assert journal <= {
        *("journal_relations", "journal_requests", "journal_edge", "core_journalentry_pkey"),
    }
