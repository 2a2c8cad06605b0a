"""What is read where, in how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction

from core.accounts.selectors import authenticated_user, search_users, user_by_username
from core.database import replicas as module
from core.database.read_your_writes import reading, remember, writing
from core.database.replicas import replicas
from core.database.routing import from_replica
from core.lists.pages import PageRequest
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.posts.services import update_post
from core.visibility import ANYONE
from tests.factories import make_post, make_users
from tests.standby import Standby
from tests.statements import statements

from .caught_up import wait_until_caught_up
from .conftest import ALIAS


@contextmanager
def on_replica() -> Iterator[list[str]]:
    """Yield a list of the statements that the replica gets in the block."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connections[ALIAS].execute_wrapper(note):
        yield seen


def test_one_statement_more_and_none_while_it_is_believed(
    known_standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BELIEVED", 600.0)
    [ada] = make_users("ada")
    post = make_post(ada)
    wait_until_caught_up(known_standby)
    for looked in (1, 0, 0):
        with on_replica() as there, statements() as here, reading(None):
            assert user_by_username(ANYONE, "ada") == ada
            assert posts_by_ids(ANYONE, [post.pk]) == {post.pk: post}
            assert search_users(ANYONE, "ad", PageRequest(first=5)).items == [ada]
        assert sum("pg_is_in_recovery" in sql for sql in there) == looked
        assert (len(there), here) == (4 + looked, [])


def test_the_writer_costs_at_most_one_statement_more(
    known_standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BELIEVED", 600.0)
    monkeypatch.setattr(module, "BELIEVED_BEHIND", 0.0)
    [ada] = make_users("ada")
    wait_until_caught_up(known_standby)
    with reading(None):
        user_by_username(ANYONE, "ada")
    known_standby.pause()
    post = make_post(ada)
    remember(ada.pk, [])
    viewer = authenticated_user(ada.pk, token_version=1)
    for _ in range(2):
        with on_replica() as there, statements() as here, reading(viewer):
            assert list(posts_by_ids(ANYONE, [post.pk])) == [post.pk]
            assert user_by_username(ANYONE, "ada") == ada
        assert (len(there), len(here)) == (1, 2)
    known_standby.resume()
    wait_until_caught_up(known_standby)
    with on_replica() as there, statements() as here, reading(viewer):
        assert list(posts_by_ids(ANYONE, [post.pk])) == [post.pk]
        assert user_by_username(ANYONE, "ada") == ada
    assert (len(there), len(here)) == (3, 0)


def test_whose_token_it_is_the_primary_says(known_standby: Standby) -> None:
    [ada] = make_users("ada")
    with on_replica() as there, statements() as here, reading(None):
        assert authenticated_user(ada.pk, token_version=1) == ada
    assert (len(there), len(here)) == (0, 1)


def test_writes_and_transactions_and_what_is_no_request_go_to_the_primary(
    known_standby: Standby,
) -> None:
    [ada] = make_users("ada")
    wait_until_caught_up(known_standby)
    with on_replica() as there:
        assert user_by_username(ANYONE, "ada") == ada
        with writing(ada):
            assert user_by_username(ANYONE, "ada") == ada
        with reading(None), transaction.atomic():
            assert user_by_username(ANYONE, "ada") == ada
    assert there == []


def test_what_was_read_from_a_replica_is_written_to_the_primary(known_standby: Standby) -> None:
    [ada] = make_users("ada")
    post = make_post(ada, "First.")
    wait_until_caught_up(known_standby)
    with reading(None):
        reader, found = user_by_username(ANYONE, "ada"), posts_by_ids(ANYONE, [post.pk])[post.pk]
    assert reader is not None
    assert (reader._state.db, found._state.db) == (ALIAS, ALIAS)
    with on_replica() as there:
        update_post(editor=reader, post=found.pk, content="Second.")
        found.refresh_from_db()
        assert found.content == "Second."
        assert reader.email == "ada@example.com"  # left out at first
        assert make_post(reader, "Third.").author == reader
    assert (there, Post.objects.count()) == ([], 2)


def test_a_mistake_is_reported_by_the_primary_and_takes_no_replica_out(
    known_standby: Standby,
) -> None:
    [ada] = make_users("ada")
    wait_until_caught_up(known_standby)

    @from_replica
    def wrong() -> list[Post]:
        return list(Post.objects.raw("SELECT * FROM core_post WHERE nothing = 1"))

    with reading(None), pytest.raises(Exception, match="nothing"):
        wrong()
    [replica] = replicas()
    assert not replica.breaker.is_open
    with on_replica() as there, reading(None):
        assert user_by_username(ANYONE, "ada") == ada
    assert len(there) > 0


def test_a_server_that_follows_nobody_is_not_read(
    known_standby: Standby, caplog: pytest.LogCaptureFixture
) -> None:
    [ada] = make_users("ada")
    wait_until_caught_up(known_standby)
    # It never follows again, so this is the last test of the file.
    assert known_standby.ask("SELECT pg_promote()") is True
    post = make_post(ada)
    for _ in range(3):
        with reading(None):
            assert list(posts_by_ids(ANYONE, [post.pk])) == [post.pk]
    assert "replica1 is not a replica: it does not follow a primary." in caplog.messages
