"""A key of the client: the same write twice makes one document, whatever happens in between."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from PIL import Image

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment
from core.common.errors import InvalidInput, NotFound
from core.idempotency import once
from core.idempotency.models import IdempotencyKey
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import NewImage, create_post, delete_post
from tests.everything import everything
from tests.factories import make_post, make_users
from tests.proxy import Wire, wire_to, wire_to_socket
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

KEY = "6f9c1d3e-0b8e-4a57-9a55-2f1f0a1f6a10"
OTHER_INPUT = "This key was used with another input."


@pytest.fixture
def media(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def image(colour: str = "teal") -> NewImage:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "PNG")
    return NewImage(stream, "A lake.")


def post(author: User, content: str = "Hello.", key: str | None = KEY) -> Post:
    return create_post(author=author, content=content, idempotency_key=key)


def comment(author: User, on: Post, content: str = "Hello.", key: str | None = KEY) -> Comment:
    return create_comment(author=author, post=on.pk, content=content, idempotency_key=key)


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises((InvalidInput, NotFound)) as caught:
        act()
    return caught.value.message, caught.value.field


@contextmanager
def wired() -> Iterator[Wire]:
    """A wire between Django and PostgreSQL."""
    connection.ensure_connection()
    server = connection.connection.info
    to = (
        wire_to_socket(Path(server.host) / f".s.PGSQL.{server.port}")
        if server.host.startswith("/")
        else wire_to(server.host, server.port)
    )
    parts = connection.settings_dict
    address = {"HOST": parts["HOST"], "PORT": parts["PORT"]}
    with to as wire:
        connection.close()
        parts.update(HOST="127.0.0.1", PORT=wire.port)
        try:
            yield wire
        finally:
            connection.close()
            parts.update(address)


def test_a_post_sent_twice_is_one_and_the_second_changes_nothing() -> None:
    [ada] = make_users("ada")
    first = post(ada)
    before = everything()

    assert post(ada) == first
    assert everything() == before
    assert Post.objects.count() == 1


def test_a_comment_sent_twice_is_one_with_one_notification() -> None:
    ada, bob = make_users("ada", "bob")
    about = make_post(ada)
    first = comment(bob, about)
    before = everything()

    assert comment(bob, about) == first
    assert everything() == before
    assert (Comment.objects.count(), Notification.objects.count()) == (1, 1)


def test_images_sent_twice_are_decoded_and_kept_once(media: Path) -> None:
    [ada] = make_users("ada")

    posts = [
        create_post(author=ada, content="", images=[image(), image("red")], idempotency_key=KEY)
        for _ in range(2)
    ]

    assert posts[0] == posts[1]
    assert len([path for path in media.rglob("*") if path.is_file()]) == 4
    again = partial(create_post, author=ada, content="", idempotency_key=KEY)
    assert refused(partial(again, images=[image(), image("blue")])) == (
        OTHER_INPUT,
        "idempotencyKey",
    )


def test_keys_are_each_persons_and_no_key_is_none() -> None:
    ada, bob = make_users("ada", "bob")

    made = {post(ada).pk, post(bob).pk, post(ada, key="another").pk}
    made |= {post(ada, key=None).pk, post(ada, key=None).pk}

    assert len(made) == Post.objects.count() == 5
    assert IdempotencyKey.objects.count() == 3


def test_a_key_is_of_one_input() -> None:
    [ada] = make_users("ada")
    about = post(ada)
    before = everything()

    assert refused(partial(post, ada, "Another.")) == (OTHER_INPUT, "idempotencyKey")
    assert refused(partial(comment, ada, about)) == (OTHER_INPUT, "idempotencyKey")
    assert everything() == before


def test_what_was_refused_leaves_the_key_unused() -> None:
    ada, bob = make_users("ada", "bob")
    about = make_post(bob)

    assert refused(partial(post, ada, " ")) == ("This must not be empty.", "content")
    gone = partial(create_comment, author=ada, post=about.pk, content="a", parent=5)
    assert refused(partial(gone, idempotency_key=KEY)) == ("Comment not found.", "parent")
    assert not IdempotencyKey.objects.exists()
    assert post(ada).content == "Hello."


def test_of_eight_at_once_all_get_the_same_post_and_comment() -> None:
    [ada] = make_users("ada")

    posts = at_once(*[partial(post, ada)] * 8)
    about = Post.objects.get()
    comments = at_once(*[partial(comment, ada, about, key="another")] * 8)

    assert posts == [about] * 8
    assert comments == [Comment.objects.get()] * 8
    assert JournalEntry.objects.filter(kind__in=["posted", "commented"]).count() == 2


def test_a_connection_that_is_lost_in_the_commit_makes_nothing_twice() -> None:
    ada, bob = make_users("ada", "bob")
    about = make_post(ada)
    with wired() as wire:
        acts: tuple[Callable[[], object], ...] = (
            partial(post, bob, key="a"),
            partial(comment, bob, about, key="b"),
        )
        for number, act in enumerate(acts, 1):
            connection.ensure_connection()
            with wire.losing_the_answer_to(b"COMMIT"), pytest.raises(OperationalError):
                act()
            connection.close()
            assert IdempotencyKey.objects.filter(document__isnull=False).count() == number
            assert act() == act()
    assert (Post.objects.filter(author=bob).count(), Comment.objects.count()) == (1, 1)


def test_the_first_answer_is_gone_with_its_document() -> None:
    [ada] = make_users("ada")
    about = make_post(ada)
    delete_comment(editor=ada, comment=comment(ada, about, key="b").pk)
    delete_post(editor=ada, post=post(ada).pk)

    assert refused(partial(post, ada)) == ("The post of this key is deleted.", "idempotencyKey")
    assert refused(partial(comment, ada, about, key="b")) == (
        "The comment of this key is deleted.",
        "idempotencyKey",
    )


def test_a_key_is_kept_for_a_day() -> None:
    [ada] = make_users("ada")
    first = post(ada)
    earlier = partial(IdempotencyKey.objects.update, document=F("document"))
    day = timedelta(hours=24)

    earlier(created_at=F("created_at") - day + timedelta(minutes=1))
    assert once.purge() == 0
    assert post(ada) == first
    earlier(created_at=F("created_at") - timedelta(minutes=1))
    second = post(ada)
    assert second != first
    assert post(ada) == second
    earlier(created_at=F("created_at") - day)
    assert once.purge() == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "This must not be empty."),
        (" ", "This must not be empty."),
        ("x" * 201, "This has 201 characters; at most 200 are allowed."),
    ],
)
def test_a_bad_key_is_named(key: str, message: str) -> None:
    [ada] = make_users("ada")
    assert refused(partial(post, ada, key=key)) == (message, "idempotencyKey")


def test_a_key_costs_three_statements_and_its_repetition_one_more_than_the_post() -> None:
    [ada] = make_users("ada")
    with statements() as plain:
        post(ada, key=None)
    with statements() as keyed:
        post(ada)
    with statements() as repeated:
        post(ada)
    assert len(keyed) == len(plain) + 3
    assert len(repeated) == 2
