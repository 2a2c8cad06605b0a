"""Another username: who finds the user by the old one, and who may take it."""

from datetime import timedelta
from functools import partial

import pytest

from core.accounts.models import User
from core.accounts.old_usernames import OldUsername, purge
from core.accounts.renaming import change_username
from core.accounts.selectors import user_by_username
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.common.errors import InvalidInput, RateLimited
from core.database.clock import database_now
from core.journal.models import JournalEntry
from core.moderation.deletion import remove_account
from core.posts.mentions import mentioned_in_posts
from core.visibility import ANYONE, Viewer
from tests.factories import make_post, make_user, make_users
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")
TAKEN = r"^This username is taken.$"


def sign_up(name: str) -> User:
    return create_user(username=name, email=f"{name}@example.org", password="a long password")


def found(name: str) -> str | None:
    user = user_by_username(ANYONE, name)
    return user.username if user else None


def expire() -> None:
    now = database_now()
    OldUsername.objects.update(until=now, given_up_at=now - timedelta(days=90))


def test_the_old_name_finds_the_user_for_a_time() -> None:
    ada, bob = make_users("Ada", "bob")
    change_username(user=ada, username="Countess")
    assert [found(name) for name in ("countess", "ADA", "ada", "eve")] == [
        *["Countess"] * 3,
        None,
    ]
    [entry] = JournalEntry.objects.filter(actor=ada.pk).order_by("-pk")[:1]
    assert (entry.kind, entry.username) == ("user_saved", "Countess")
    post = make_post(bob, "Hello @aDa and @countess, and @bob.")
    mentioned = mentioned_in_posts(Viewer.of(bob), [post.pk])[post.pk]
    assert [user.username for user in mentioned] == ["Countess", "bob"]
    expire()
    assert found("ada") is None
    assert mentioned_in_posts(Viewer.of(bob), [make_post(bob, "@ada?").pk]) == {}
    assert (purge(), OldUsername.objects.count()) == (1, 0)


def test_nobody_else_takes_a_reserved_name() -> None:
    ada, bob = make_users("ada", "bob")
    change_username(user=ada, username="countess")
    for name in ("ada", "ADA", "Ada"):
        for take in (
            partial(sign_up, name),
            partial(change_username, user=bob, username=name),
            partial(change_person, person=bob.pk, username=name),
        ):
            with pytest.raises(InvalidInput, match=TAKEN):
                take()
    assert User.objects.count() == 2
    assert not JournalEntry.objects.filter(username__iexact="ada").exclude(actor=ada.pk).exists()
    # Its user may, and then it is theirs like any other.
    assert change_username(user=ada, username="ADA").username == "ADA"
    assert found("countess") == "ADA"
    expire()
    assert change_username(user=bob, username="countess").username == "countess"
    assert found("bob") == "countess"


def test_who_takes_a_name_as_it_is_given_up_is_refused() -> None:
    ada = make_user("ada")
    renamed, joined = at_once(
        partial(change_username, user=ada, username="countess"), partial(sign_up, "ada")
    )
    assert isinstance(renamed, User)
    assert isinstance(joined, InvalidInput)
    assert list(User.objects.values_list("username", flat=True)) == ["countess"]


def test_renames_are_bounded_and_a_change_of_case_is_none() -> None:
    ada = make_user("ada")
    for name in ("Ada", "countess", "Countess", "lovelace"):
        change_username(user=ada, username=name)
    with pytest.raises(RateLimited, match=r"^You can change your username 2 times in 30 days.$"):
        change_username(user=ada, username="byron")
    assert sorted(OldUsername.objects.values_list("name", flat=True)) == ["ada", "countess"]
    assert change_username(user=ada, username="LOVELACE").username == "LOVELACE"
    expire()
    assert change_username(user=ada, username="byron").username == "byron"


def test_a_deleted_user_leaves_no_name_reserved() -> None:
    ada = make_user("ada")
    change_username(user=ada, username="countess")
    remove_account(User.objects.get(pk=ada.pk))
    assert not OldUsername.objects.exists()
    assert sign_up("ada").username == "ada"
