"""Words that rows have from an older release, or lose to a statement that knows none of them."""

import pytest
from django.db import connection

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.accounts.selectors import count_users, search_users
from core.accounts.staff import change_person
from core.bulk import load_posts, load_users
from core.bulk.rows import NewPost, NewUser
from core.lists.pages import PageRequest
from core.posts.indexing import read_posts
from core.posts.models import Post
from core.posts.selectors import PostFilter, count_posts, posts_page
from core.posts.services import update_post
from core.search import backfill, post_words
from core.visibility import ANYONE
from tests.factories import make_post, make_user, make_users
from tests.jobs import run

pytestmark = pytest.mark.usefixtures("stores")


def posts(text: str) -> list[str]:
    wanted = PostFilter(text=text)
    found = [each.content for each in posts_page(ANYONE, wanted, PageRequest(first=100)).items]
    assert count_posts(ANYONE, wanted) == len(found)
    return found


def users(text: str) -> list[str]:
    found = [each.username for each in search_users(ANYONE, text, PageRequest(first=100)).items]
    assert count_users(ANYONE, text) == len(found)
    return found


def unread_names() -> int:
    return User.objects.filter(name_words=None).count()


def is_stored(post: Post) -> bool:
    """Whether the words of the post are those of its text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words = %s::tsvector FROM core_post WHERE id = %s",
            [post_words(Post.objects.get(pk=post.pk).content), post.pk],
        )
        return bool(cursor.fetchone()[0])


def forget_words() -> None:
    """As rows of the release before are."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_post SET words = NULL")
        cursor.execute("UPDATE core_user SET name_words = NULL")


def test_every_writer_of_posts_writes_the_words() -> None:
    ada = make_user("ada")
    made = make_post(ada, "Écoute!")
    assert is_stored(made)
    for text in ("ÉCOUTE", "écoutez", "écoutez…", ""):
        update_post(editor=ada, post=made.pk, content=text or "Straße")
        assert is_stored(made)
    (loaded,) = load_posts([NewPost(ada.pk, "今天天气", made.created_at)])
    assert is_stored(Post.objects.get(pk=loaded))
    assert posts("天气") == ["今天天气"]
    assert posts("strasse") == ["Straße"]


def test_every_writer_of_names_writes_the_words() -> None:
    ada = make_user("ada")
    for name in ("Grace Hopper", "GRACE HOPPER", "grace hopper", "Amazing Grace"):
        update_profile(user=ada, display_name=name)
        assert users("grace") == ["ada"]
        assert unread_names() == 0
    update_profile(user=ada, bio="A bio alone.")
    for name in ("Ada", "adam", "countess"):
        change_person(person=ada.pk, username=name)
        assert users(name) == [name]
        assert unread_names() == 0
    assert users("adam") == []
    load_users([NewUser("o_brien", "o@example.com", ada.date_joined, display_name="O’Brien")])
    assert users("obrien") == ["o_brien"]


def test_rows_without_words_are_found_and_then_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "BATCH", 3)
    ada, *_ = make_users("ada", "bob", "cyd", "dan")
    update_profile(user=ada, display_name="José Ruiz")
    for number in range(7):
        make_post(ada, f"Plain words {number}, café")
    forget_words()
    make_post(ada, "New plain words")
    assert len(posts("plain")) == 8
    assert posts("cafe") == []
    assert users("ruiz") == ["ada"]
    assert users("bo") == ["bob"]
    assert users("jose") == []

    run("read_post_words")
    run("read_name_words")

    assert (Post.objects.filter(words=None).count(), unread_names()) == (0, 0)
    assert len(posts("plain")) == 8
    assert len(posts("cafe")) == 7
    assert users("jose") == ["ada"]


def test_a_statement_that_knows_no_words_empties_them() -> None:
    ada = make_user("ada")
    made = make_post(ada, "Before")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_post SET content = 'Harvest' WHERE id = %s", [made.pk])
        cursor.execute("UPDATE core_user SET display_name = 'Later' WHERE id = %s", [ada.pk])
        cursor.execute("UPDATE core_post SET content = content, has_images = false")
    assert (posts("before"), posts("harvest"), users("later")) == ([], ["Harvest"], ["ada"])
    run("read_post_words")
    run("read_name_words")
    assert (posts("harvest"), users("later")) == (["Harvest"], ["ada"])
    assert is_stored(made)


def test_rows_that_somebody_has_locked_are_read_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "BATCH", 2)
    ada = make_user("ada")
    made = [make_post(ada, f"Word {number}") for number in range(5)]
    forget_words()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM core_post WHERE id = %s FOR UPDATE", [made[2].pk])
        run("read_post_words")
        assert list(Post.objects.filter(words=None)) == [made[2]]
        assert len(posts("word")) == 5
    finally:
        other.rollback()
        other.close()
    run("read_post_words")
    run("read_post_words")
    assert not Post.objects.filter(words=None).exists()


def test_a_worker_that_stops_leaves_the_rest_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "BATCH", 2)
    ada = make_user("ada")
    made = [make_post(ada, f"Word {number}") for number in range(5)]
    forget_words()
    assert read_posts(backfill.HIGHEST) == made[3].pk
    assert Post.objects.filter(words=None).count() == 3
    run("read_post_words")
    assert not Post.objects.filter(words=None).exists()
