"""Deleting a whole network."""

from io import BytesIO
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment
from core.dev.demo.pictures import SCENES
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.moderation.reset import clear_network
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import NewImage, create_post
from tests.factories import make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")


def test_everything_goes_and_no_number_comes_again(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    picture = NewImage(BytesIO(SCENES[0].read()))
    post = create_post(author=ada, content="Look.", images=[picture])
    create_comment(author=bob, post=post.pk, content="Lovely.")
    last_entry = JournalEntry.objects.latest("id").pk

    clear_network()

    for model in (User, Post, Comment, Notification, JournalEntry):
        assert model.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert make_user("ada").pk > bob.pk
    assert JournalEntry.objects.get().pk > last_entry
