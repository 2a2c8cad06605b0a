"""Rows as instances: the same as Django makes of them."""

import pytest
from django.db import connection
from django.db.models.signals import post_init, pre_init
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.accounts.selectors import authenticated_user
from core.database.rows import instances_of
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.realtime.models import LiveEvent
from core.visibility import ANYONE
from tests.factories import make_post, make_user

pytestmark = pytest.mark.usefixtures("stores")

SHOWN = "SELECT id, username, date_joined, 7 AS rank FROM core_user ORDER BY id"


def test_an_instance_is_the_one_that_django_makes() -> None:
    ada = make_user("ada")
    post = make_post(ada, "Hello")
    [found] = instances_of(Post, "SELECT * FROM core_post WHERE id = %s", [post.pk])
    expected = Post.objects.get(pk=post.pk)
    assert found == expected
    assert found._state.db == "default"
    assert not found._state.adding
    for field in Post._meta.concrete_fields:
        if field.name != "words":
            assert getattr(found, field.attname) == getattr(expected, field.attname), field
    assert found.author == ada
    found.content = "Changed"
    found.save(update_fields=["content"])
    assert Post.objects.get(pk=post.pk).content == "Changed"


def test_what_was_not_read_is_read_when_it_is_needed_and_other_columns_are_attributes() -> None:
    ada = make_user("ada")
    [found] = instances_of(User, SHOWN, [])
    assert (found.pk, found.username, found.date_joined) == (ada.pk, "ada", ada.date_joined)
    assert found.rank == 7  # type: ignore[attr-defined]
    assert "email" in found.get_deferred_fields()
    with CaptureQueriesContext(connection) as queries:
        assert found.email == ada.email
    assert len(queries) == 1


def test_no_model_that_is_read_so_listens_to_its_making() -> None:
    assert not pre_init.receivers
    assert not [each for each in post_init.receivers if "core" in repr(each)]


def test_a_field_that_converts_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^LiveEvent\.\w+ converts what the database returns\.$"):
        instances_of(LiveEvent, "SELECT * FROM core_liveevent", [])


def test_the_user_of_a_token_comes_without_what_searches_use() -> None:
    ada = make_user("ada")
    found = authenticated_user(ada.pk, token_version=ada.token_version)
    assert found is not None
    assert found.get_deferred_fields() == {"name_words"}


def test_a_related_object_comes_in_the_same_row() -> None:
    ada = make_user("ada")
    post = make_post(ada, "Hello")
    found = posts_by_ids(ANYONE, [post.pk])[post.pk]
    assert Post.author.is_cached(found)
    with CaptureQueriesContext(connection) as queries:
        assert (found.author.pk, found.author.username) == (ada.pk, "ada")
    assert len(queries) == 0
    assert "email" in found.author.get_deferred_fields()
