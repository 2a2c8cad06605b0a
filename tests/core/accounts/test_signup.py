"""Joining: what is taken, what is refused and in which words."""

from functools import partial

import pytest
from django.core.management import call_command

from core.accounts.models import User
from core.accounts.signup import create_user
from core.common.errors import InvalidInput
from core.journal.models import JournalEntry
from core.journal.pairing import require_together
from tests.graph_state import nodes
from tests.statements import statements
from tests.threads import at_once, persistent

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"


def join(username: str = "ada", email: str = "ada@example.com", password: str = PASSWORD) -> User:
    return create_user(username=username, email=email, password=password)


def refused(username: str, email: str, password: str = PASSWORD) -> tuple[str, str | None]:
    """Message and field of the refusal, once it is seen that nothing changed."""
    before = (User.objects.count(), JournalEntry.objects.count())
    with pytest.raises(InvalidInput) as refusal:
        join(username, email, password)
    assert (User.objects.count(), JournalEntry.objects.count()) == before
    return refusal.value.message, refusal.value.field


def test_a_person_reaches_both_stores() -> None:
    user = join("  Ada ", " Ada@Example.COM ")
    assert (user.username, user.email) == ("Ada", "Ada@example.com")
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert user.password.startswith("argon2$argon2id$")
    assert User.objects.get().check_password(PASSWORD)
    entry = JournalEntry.objects.get()
    assert (entry.kind, entry.actor, entry.username) == ("user_saved", user.pk, "Ada")
    assert nodes() == [("User", {"uid": user.pk, "username": "Ada", "version": entry.pk})]


def test_joining_takes_four_statements_and_the_mark_of_the_journal() -> None:
    require_together()  # which the first write makes sure of
    with statements() as seen:
        join()
    reserved, first, old_names, second, mark = (sql.strip() for sql in seen)
    assert reserved.startswith("SELECT")
    assert first.startswith('INSERT INTO "core_user"')
    assert '"core_oldusername"' in old_names
    assert second.startswith("INSERT INTO core_journalentry")
    assert mark.startswith("WITH free AS (\n        SELECT id FROM core_journalentry")


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("", "This must not be empty."),
        ("ab", "A username must have at least 3 characters."),
        ("a" * 31, "This has 31 characters; at most 30 are allowed."),
        ("ada@home", "Use letters, digits, dots, dashes and underscores only."),
        ("ada l", "Use letters, digits, dots, dashes and underscores only."),
        ("ädä", "Use letters, digits, dots, dashes and underscores only."),
        ("ada\x00", "Text must not contain NUL or unpaired surrogates."),
        ("ada\ud800", "Text must not contain NUL or unpaired surrogates."),
    ],
)
def test_usernames_that_are_refused(username: str, message: str) -> None:
    assert refused(username, "ada@example.com") == (message, "username")


@pytest.mark.parametrize("username", ["abc", "a" * 30, "A.b-c_9", "..1"])
def test_usernames_that_are_taken(username: str) -> None:
    assert join(username).username == username


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "This must not be empty."),
        ("ada", "Enter a valid email address."),
        ("ada@", "Enter a valid email address."),
        ("a da@example.com", "Enter a valid email address."),
        ("a" * 250 + "@b.cd", "This has 255 characters; at most 254 are allowed."),
        ("ada\x00@example.com", "Text must not contain NUL or unpaired surrogates."),
    ],
)
def test_addresses_that_are_refused(email: str, message: str) -> None:
    assert refused("ada", email) == (message, "email")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "This password is too short. It must contain at least 8 characters."),
        ("password", "This password is too common."),
        ("8374659201", "This password is entirely numeric."),
        ("lovelace1", "The password is too similar to the username."),
        (
            "12345",
            "This password is too short. It must contain at least 8 characters. "
            "This password is too common. This password is entirely numeric.",
        ),
        ("x" * 1001, "This has 1,001 characters; at most 1,000 are allowed."),
        ("correct \ud800 horse", "Text must not contain NUL or unpaired surrogates."),
    ],
)
def test_passwords_that_are_refused(password: str, message: str) -> None:
    assert refused("lovelace", "l@example.com", password) == (message, "password")


def test_names_and_addresses_are_unique_whatever_the_case() -> None:
    join("Ada", "Ada@Example.com")
    assert refused("aDA", "other@example.com") == ("This username is taken.", "username")
    assert refused("other", "ADA@example.COM") == (
        "This e-mail address is already in use.",
        "email",
    )


def test_of_six_who_want_one_name_at_once_one_gets_it() -> None:
    results = at_once(
        *(
            persistent(partial(join, "ada" if n % 2 else "ADA", f"{n}@example.com"))
            for n in range(6)
        )
    )
    users = [result for result in results if isinstance(result, User)]
    refusals = [result for result in results if isinstance(result, InvalidInput)]
    assert len(users) == 1
    assert [(r.message, r.field) for r in refusals] == [("This username is taken.", "username")] * 5
    assert list(User.objects.values_list("pk", flat=True)) == [users[0].pk]
    assert JournalEntry.objects.count() == 1


def test_createsuperuser_uses_the_same_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser", username="root", email="root@example.com", interactive=False, verbosity=0
    )
    user = User.objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("root", True, True)
    assert user.check_password(PASSWORD)
    assert [entry.kind for entry in JournalEntry.objects.all()] == ["user_saved"]
