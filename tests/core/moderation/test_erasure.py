"""Names of deleted users are erased where they would stay."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.common.errors import NotFound
from core.consistency.as_of import follows_as_of
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.moderation import erasure
from core.moderation.deletion import remove_account
from core.posts.models import Post
from graph.connection import client
from tests.factories import make_post, make_users

pytestmark = pytest.mark.usefixtures("stores")


def names_in_the_journal() -> list[str]:
    saved = JournalEntry.objects.filter(kind="user_saved").order_by("pk")
    return list(saved.values_list("username", flat=True))


def logged(model: type[Post] | type[User], key: int, text: str) -> LogEntry:
    """What the admin wrote of a change."""
    return LogEntry.objects.create(
        user=User.objects.earliest("pk"),
        content_type=ContentType.objects.get_for_model(model),
        object_id=str(key),
        object_repr=text,
        action_flag=CHANGE,
    )


def test_a_deletion_erases_every_name_that_the_user_had() -> None:
    staff, ada, bob = make_users("staff", "ada", "bob")
    change_person(person=ada.pk, username="lovelace")
    follow(follower=bob, followee=ada.pk)
    line, other = logged(User, ada.pk, "lovelace"), logged(User, bob.pk, "bob")
    remove_account(ada)
    assert names_in_the_journal() == ["staff", "", "bob", ""]
    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.object_repr, other.object_repr) == ("", "bob")
    found = client.read("MATCH (n) WHERE n.username IN ['ada', 'lovelace'] RETURN n")
    assert found == []
    assert staff.username == "staff"


def test_the_past_shows_numbers_in_the_place_of_erased_names() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    moment = timezone.now() + timedelta(seconds=1)
    JournalEntry.objects.update(at=timezone.now() - timedelta(hours=1))
    before = timezone.now()
    remove_account(ada)
    JournalEntry.objects.filter(kind="user_deleted").update(at=moment)
    [followee] = follows_as_of(moment=before, user="bob").following
    assert (followee.person.uid, followee.person.username) == (ada.pk, "")
    assert followee.person.has_left_since
    person = follows_as_of(moment=before, user=f"#{ada.pk}").person
    assert (person.username, person.username_now) == ("", "")
    with pytest.raises(NotFound, match="Nobody was called ada"):
        follows_as_of(moment=before, user="ada")


def test_what_was_left_is_erased_by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "BATCH", 1)
    ada, bob = make_users("ada", "bob")
    post, gone = make_post(bob, "Still here."), make_post(bob, "My secret.")
    remove_account(ada)
    # As an older release, or a backup, leaves it.
    JournalEntry.objects.filter(kind="user_saved", actor=ada.pk).update(username="ada")
    Post.objects.filter(pk=gone.pk).delete()
    logged(User, ada.pk, "ada")
    logged(User, bob.pk, "bob")
    logged(Post, post.pk, "Still here.")
    logged(Post, gone.pk, "My secret.")
    while erasure.erase_names():
        pass
    assert names_in_the_journal() == ["", "bob"]
    shown = LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)
    assert list(shown) == ["", "bob", "Still here.", ""]
