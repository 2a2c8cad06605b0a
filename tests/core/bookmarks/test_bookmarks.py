"""Bookmarking and removing bookmarks, with what it leaves in both stores."""

from datetime import UTC, datetime

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.bookmarks.selectors import bookmarks_page, count_bookmarks
from core.bookmarks.services import bookmark, remove_bookmark
from core.bulk import NewEdge, load_edges
from core.common.errors import NotFound
from core.consistency import Audit
from core.consistency.rebuild import rebuild
from core.journal.models import JournalEntry
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.notifications.models import Notification
from core.posts.services import delete_post
from core.realtime.models import LiveEvent
from core.visibility import Viewer
from graph.connection import client
from graph.edges import BOOKMARKED
from tests.core.consistency.auditing import Quiet, found
from tests.factories import make_post, make_users
from tests.graph_state import edges, edges_with_properties

pytestmark = pytest.mark.usefixtures("stores")

AT = datetime(2011, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)


def kinds() -> list[str]:
    """The entries about bookmarks, in their order."""
    found = JournalEntry.objects.filter(kind__endswith="bookmarked").order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_a_bookmark_is_one_edge_and_nobody_hears_of_it() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    events = LiveEvent.objects.count()
    for _ in range(2):
        bookmark(viewer=bob, post=post.pk)
    assert edges("BOOKMARKED") == [("BOOKMARKED", bob.pk, post.pk)]
    assert kinds() == ["bookmarked"]
    assert not Notification.objects.exists()
    assert LiveEvent.objects.count() == events


def test_a_removed_bookmark_leaves_a_tombstone() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    remove_bookmark(viewer=bob, post=post.pk)
    bookmark(viewer=bob, post=post.pk)
    for _ in range(2):
        remove_bookmark(viewer=bob, post=post.pk)
    assert kinds() == ["bookmarked", "unbookmarked"]
    version = JournalEntry.objects.get(kind="unbookmarked").pk
    assert [edge for edge in edges_with_properties() if edge[0] != "POSTED"] == [
        ("UNBOOKMARKED", bob.pk, post.pk, {"version": version})
    ]


@pytest.mark.parametrize("command", [bookmark, remove_bookmark])
def test_a_deleted_post_takes_no_bookmark(command) -> None:  # type: ignore[no-untyped-def]
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    bookmark(viewer=bob, post=post.pk)
    delete_post(editor=ada, post=post.pk)
    with pytest.raises(NotFound, match=r"^Post not found\.$"):
        command(viewer=bob, post=post.pk)
    assert kinds() == ["bookmarked"]
    assert edges() == []
    assert bookmarks_page(Viewer.of(bob), PageRequest(20)).items == []
    assert count_bookmarks(Viewer.of(bob)) == 0


def test_the_bookmarks_of_a_deleted_account_go() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    bookmark(viewer=bob, post=post.pk)
    bookmark(viewer=ada, post=post.pk)
    remove_account(bob)
    assert edges("BOOKMARKED") == [("BOOKMARKED", ada.pk, post.pk)]


def test_the_audit_the_repair_and_the_rebuild_know_bookmarks() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    bookmark(viewer=bob, post=post.pk)
    bookmark(viewer=ada, post=post.pk)
    remove_bookmark(viewer=ada, post=post.pk)
    before = edges_with_properties()
    assert found() == []
    client.write("MATCH ()-[r:BOOKMARKED]->() DELETE r")
    assert len(found()) == 1
    assert len(list(Audit(Quiet(), repair=True).differences())) == 1
    assert edges_with_properties() == before
    client.write("MATCH (n) DETACH DELETE n")
    rebuild(Quiet())
    assert edges("BOOKMARKED") == [("BOOKMARKED", bob.pk, post.pk)]
    assert found() == []


def test_bookmarks_in_bulk_keep_their_dates_and_overrule_nobody() -> None:
    ada, bob = make_users("ada", "bob")
    post, other = make_post(ada), make_post(ada)
    bookmark(viewer=bob, post=other.pk)
    remove_bookmark(viewer=bob, post=other.pk)
    rows = [NewEdge(bob.pk, post.pk, AT), NewEdge(bob.pk, other.pk, AT)]
    assert load_edges(BOOKMARKED, rows) == 1
    assert load_edges(BOOKMARKED, rows) == 0
    assert edges("BOOKMARKED") == [("BOOKMARKED", bob.pk, post.pk)]
    assert JournalEntry.objects.get(actor=bob.pk, target=post.pk).at == AT


def test_posts_of_a_suspended_author_are_neither_listed_nor_counted() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    posts = [make_post(ada), make_post(cyd)]
    for post in posts:
        bookmark(viewer=bob, post=post.pk)
        bookmark(viewer=ada, post=post.pk)

    def shown(user: User) -> tuple[list[int], int]:
        viewer = Viewer(user.pk)
        page = bookmarks_page(viewer, PageRequest(first=10))
        return sorted(post.pk for post in page.items), count_bookmarks(viewer)

    both = sorted(post.pk for post in posts)
    assert shown(bob) == shown(ada) == (both, 2)
    change_person(person=ada.pk, is_active=False)
    assert shown(bob) == ([posts[1].pk], 1)
    assert shown(ada) == (both, 2)
    change_person(person=ada.pk, is_active=True)
    assert shown(bob) == (both, 2)
