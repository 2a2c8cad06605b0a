"""Pages of a search: among the newest posts, beyond them, and without what is hidden."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core.accounts.models import User
from core.bulk import load_posts
from core.bulk.rows import NewPost
from core.lists.pages import PageRequest
from core.posts.search import WINDOW
from core.posts.selectors import PostFilter, count_posts, posts_page
from core.visibility import ANYONE, Viewer
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def contents(wanted: PostFilter, page: PageRequest, viewer: Viewer = ANYONE) -> list[str]:
    with statements() as seen:
        found = posts_page(viewer, wanted, page)
    assert len(seen) == 2
    return [post.content for post in found.items]


def test_rare_words_are_found_beyond_the_newest_posts() -> None:
    ada, bob = make_users("ada", "bob")
    rows = [
        NewPost(
            (ada, bob)[number % 2].pk,
            f"A needle {number}" if number < 30 else "Hay",
            LONG_AGO + timedelta(seconds=number),
        )
        for number in range(WINDOW + 40)
    ]
    pids = load_posts(rows)
    with connection.cursor() as cursor:  # as a job has not read it yet
        cursor.execute("UPDATE core_post SET words = NULL WHERE id = %s", [pids[7]])
    needles = [f"A needle {number}" for number in reversed(range(30))]
    wanted = PostFilter(text="needles -hay")
    assert count_posts(ANYONE, wanted) == 30
    assert contents(wanted, PageRequest(first=20)) == needles[:20]
    first = posts_page(ANYONE, wanted, PageRequest(first=20))
    assert first.has_next
    assert contents(wanted, PageRequest(first=20, after=first.keys[-1])) == needles[20:]
    assert contents(wanted, PageRequest(last=5)) == needles[-5:]
    assert contents(wanted, PageRequest(last=3, before=pids[20])) == needles[6:9]
    assert contents(PostFilter(text="needle", author=bob.pk), PageRequest(first=3)) == [
        "A needle 29",
        "A needle 27",
        "A needle 25",
    ]
    early = PostFilter(text="hay or needle", created_before=LONG_AGO + timedelta(seconds=2))
    assert contents(early, PageRequest(first=3)) == ["A needle 1", "A needle 0"]
    late = PostFilter(text="hay", created_after=LONG_AGO + timedelta(seconds=WINDOW + 38))
    assert contents(late, PageRequest(first=3)) == ["Hay", "Hay"]
    assert contents(PostFilter(text="needle", has_image=True), PageRequest(first=3)) == []


def test_hidden_posts_are_left_out_before_the_page_is_cut() -> None:
    ada, mal = make_users("ada", "mal")
    for number in range(6):
        make_post(mal if number % 2 else ada, f"“Word” {number}")
    User.objects.filter(pk=mal.pk).update(is_active=False)
    wanted = PostFilter(text="word")
    assert contents(wanted, PageRequest(first=3)) == ["“Word” 4", "“Word” 2", "“Word” 0"]
    assert count_posts(ANYONE, wanted) == 3
    own = Viewer(mal.pk, is_suspended=True)
    assert contents(wanted, PageRequest(first=2), own) == ["“Word” 5", "“Word” 4"]
