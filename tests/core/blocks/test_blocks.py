"""Blocking and unblocking, with what they leave in both stores."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.follows import cut_between
from core.blocks.selectors import blocked_page, count_blocked
from core.blocks.services import block, restore_follows, unblock
from core.bulk import NewEdge, load_edges
from core.comments.services import create_comment
from core.common.errors import InvalidInput, NotFound
from core.consistency import Audit
from core.consistency.rebuild import rebuild
from core.follows.services import follow, unfollow
from core.journal.causes import purge
from core.journal.models import Cause, EntryCause, JournalEntry
from core.likes.services import like
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.notifications.models import Notification
from core.visibility import Viewer
from core.visibility.models import Block
from graph.connection import client
from graph.edges import BLOCKS, FOLLOWS
from tests.core.consistency.auditing import Quiet, found
from tests.factories import make_post, make_users
from tests.graph_state import edges, edges_with_properties
from tests.threads import at_once, persistent

pytestmark = pytest.mark.usefixtures("stores")


def rows() -> set[tuple[int, int, bool]]:
    """The rows of blocks."""
    return set(Block.objects.values_list("viewer", "person", "is_own"))


def kinds(*uids: int) -> list[tuple[str, int]]:
    """The entries about follows and blocks of these users: kind and actor, in their order."""
    entries = JournalEntry.objects.filter(actor__in=uids, kind__in=[*FOLLOWS.kinds, *BLOCKS.kinds])
    return list(entries.order_by("pk").values_list("kind", "actor"))


def shown(user: User) -> tuple[list[int], int]:
    """Whom somebody blocks, by the list and its count."""
    viewer = Viewer(user.pk)
    page = blocked_page(viewer, PageRequest(first=10))
    return [each.pk for each in page.items], count_blocked(viewer)


def test_a_block_is_one_edge_and_ends_the_follows_between_the_two() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for one, other in ((ada, bob), (bob, ada), (ada, cyd), (cyd, bob)):
        follow(follower=one, followee=other.pk)
    follows = len(kinds(ada.pk, bob.pk, cyd.pk))
    for _ in range(2):
        block(blocker=ada, person=bob.pk)
    assert edges("FOLLOWS") == [("FOLLOWS", ada.pk, cyd.pk), ("FOLLOWS", cyd.pk, bob.pk)]
    assert edges("BLOCKS") == [("BLOCKS", ada.pk, bob.pk)]
    assert rows() == {(ada.pk, bob.pk, True), (bob.pk, ada.pk, False)}
    assert kinds(ada.pk, bob.pk, cyd.pk)[follows:] == [
        ("unfollowed", ada.pk),
        ("unfollowed", bob.pk),
        ("blocked", ada.pk),
    ]
    assert shown(ada) == ([bob.pk], 1)
    assert shown(bob) == shown(cyd) == ([], 0)


def test_the_newest_block_comes_first_without_who_is_suspended() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    for person in (cyd, bob, dan):
        block(blocker=ada, person=person.pk)
    assert shown(ada) == ([dan.pk, bob.pk, cyd.pk], 3)
    change_person(person=bob.pk, is_active=False)
    assert shown(ada) == ([dan.pk, cyd.pk], 2)
    for command in (block, unblock):
        with pytest.raises(NotFound):
            command(blocker=ada, person=bob.pk)
    change_person(person=bob.pk, is_active=True)
    assert shown(ada) == ([dan.pk, bob.pk, cyd.pk], 3)


def test_for_either_the_other_is_as_absent_as_who_never_was() -> None:
    ada, bob = make_users("ada", "bob")
    posts = {user: make_post(user) for user in (ada, bob)}
    comment = create_comment(author=bob, post=posts[bob].pk, content="Hm.")
    block(blocker=ada, person=bob.pk)
    before = JournalEntry.objects.count()
    for one, other in ((ada, bob), (bob, ada)):
        acts: list[Any] = [
            lambda one=one, other=other: follow(follower=one, followee=other.pk),
            lambda one=one, other=other: unfollow(follower=one, followee=other.pk),
            lambda one=one, other=other: like(liker=one, post=posts[other].pk),
            lambda one=one, other=other: create_comment(
                author=one, post=posts[other].pk, content="Hm."
            ),
            lambda one=one, other=other: restore_follows(blocker=one, person=other.pk),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                act()
    for command in (block, unblock):
        with pytest.raises(NotFound, match=r"^User not found\.$"):
            command(blocker=bob, person=ada.pk)
    with pytest.raises(NotFound, match=r"^Comment not found\.$"):
        create_comment(author=ada, post=posts[bob].pk, content="Hm.", parent=comment.pk)
    with pytest.raises(InvalidInput, match=r"^You cannot block yourself\.$"):
        block(blocker=ada, person=ada.pk)
    assert JournalEntry.objects.count() == before


def test_unread_notifications_between_the_two_are_withdrawn() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    for liker in (bob, cyd):
        like(liker=liker, post=post.pk)
    follow(follower=ada, followee=bob.pk)
    comment = create_comment(author=bob, post=post.pk, content="Hm.")
    read = Notification.objects.filter(comment=comment.pk)
    read.update(read_at=timezone.now())
    block(blocker=bob, person=ada.pk)
    withdrawn = Notification.objects.filter(withdrawn_at__isnull=False)
    assert set(withdrawn.values_list("kind", "recipient", "actor")) == {
        ("like", ada.pk, bob.pk),
        ("follow", bob.pk, ada.pk),
    }


def test_what_a_block_has_cut_is_restored_as_it_was() -> None:
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        follow(follower=one, followee=other.pk)
    since = {each[1]: each[3]["since"] for each in edges_with_properties()}
    block(blocker=ada, person=bob.pk)
    assert set(EntryCause.objects.values_list("by", "cause")) == {(ada.pk, Cause.BLOCK)}
    cut = unblock(blocker=ada, person=bob.pk)
    assert [each.follower for each in cut] == [ada.pk, bob.pk]
    assert edges("FOLLOWS") == edges("BLOCKS") == []
    assert rows() == set()
    notices = list(Notification.objects.order_by("pk").values_list("pk", "withdrawn_at"))
    for _ in range(2):
        restore_follows(blocker=ada, person=bob.pk)
    assert {
        each[1]: each[3]["since"] for each in edges_with_properties() if each[0] == "FOLLOWS"
    } == since
    assert cut_between(ada.pk, bob.pk) == []
    assert list(Notification.objects.order_by("pk").values_list("pk", "withdrawn_at")) == notices

    block(blocker=ada, person=bob.pk)
    assert len(unblock(blocker=ada, person=bob.pk, restore=True)) == 2
    assert len(edges("FOLLOWS")) == 2
    assert unblock(blocker=ada, person=bob.pk) == []


def test_nobody_is_made_to_follow_who_has_decided_since() -> None:
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        follow(follower=one, followee=other.pk)
    block(blocker=ada, person=bob.pk)
    unblock(blocker=ada, person=bob.pk)
    follow(follower=bob, followee=ada.pk)
    unfollow(follower=bob, followee=ada.pk)
    # What another has cut is not one's own to restore.
    restore_follows(blocker=bob, person=ada.pk)
    assert edges("FOLLOWS") == []
    restore_follows(blocker=ada, person=bob.pk)
    assert edges("FOLLOWS") == [("FOLLOWS", ada.pk, bob.pk)]


def test_after_thirty_days_nothing_is_restored() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    block(blocker=ada, person=bob.pk)
    EntryCause.objects.update(at=timezone.now() - timedelta(days=31))
    assert unblock(blocker=ada, person=bob.pk, restore=True) == []
    assert edges("FOLLOWS") == []


def test_what_can_no_longer_be_restored_is_deleted() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for person in (bob, cyd):
        follow(follower=ada, followee=person.pk)
        block(blocker=ada, person=person.pk)
    oldest, kept = EntryCause.objects.order_by("pk").values_list("pk", flat=True)
    for days, purged in ((30.9, 0), (31.1, 1)):
        old = timezone.now() - timedelta(days=days)
        EntryCause.objects.filter(pk=oldest).update(at=old)
        assert purge() == purged
    assert purge() == 0
    assert EntryCause.objects.get().pk == kept


def test_no_follow_is_left_by_a_block_beside_it() -> None:
    """In any order, and though both may block."""
    ada, bob = make_users("ada", "bob")
    for _ in range(8):
        results = at_once(
            persistent(lambda: follow(follower=ada, followee=bob.pk)),
            persistent(lambda: follow(follower=bob, followee=ada.pk)),
            persistent(lambda: block(blocker=ada, person=bob.pk)),
            persistent(lambda: block(blocker=bob, person=ada.pk)),
        )
        refused = [each for each in results if isinstance(each, Exception)]
        assert all(isinstance(each, NotFound) for each in refused)
        assert edges("FOLLOWS") == []
        [(_, blocker, person)] = edges("BLOCKS")
        assert rows() == {(blocker, person, True), (person, blocker, False)}
        unblock(blocker=ada if blocker == ada.pk else bob, person=person)
    assert found() == []


def test_the_blocks_of_a_deleted_account_go() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    block(blocker=ada, person=bob.pk)
    block(blocker=cyd, person=ada.pk)
    block(blocker=cyd, person=bob.pk)
    remove_account(ada)
    assert edges("BLOCKS") == [("BLOCKS", cyd.pk, bob.pk)]
    assert shown(cyd) == ([bob.pk], 1)
    User.with_deleted.filter(pk=ada.pk).delete()
    assert rows() == {(cyd.pk, bob.pk, True), (bob.pk, cyd.pk, False)}
    assert not EntryCause.objects.filter(by=ada).exists()


def test_the_audit_the_repair_and_the_rebuild_know_blocks() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    block(blocker=ada, person=bob.pk)
    block(blocker=cyd, person=ada.pk)
    unblock(blocker=cyd, person=ada.pk)
    before = edges_with_properties()
    assert found() == []
    client.write("MATCH ()-[r:BLOCKS]->() DELETE r")
    assert len(found()) == 1
    assert len(list(Audit(Quiet(), repair=True).differences())) == 1
    assert edges_with_properties() == before
    client.write("MATCH (n) DETACH DELETE n")
    rebuild(Quiet())
    assert edges("BLOCKS") == [("BLOCKS", ada.pk, bob.pk)]
    assert found() == []


def test_a_load_makes_no_follow_between_the_two() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    block(blocker=ada, person=bob.pk)
    pairs = ((ada, bob), (bob, ada), (ada, cyd))
    loaded = [NewEdge(one.pk, other.pk, timezone.now()) for one, other in pairs]
    assert load_edges(FOLLOWS, loaded) == 1
    assert edges("FOLLOWS") == [("FOLLOWS", ada.pk, cyd.pk)]
    with pytest.raises(ValueError, match=r"^Blocks are made by their service\.$"):
        load_edges(BLOCKS, loaded)
