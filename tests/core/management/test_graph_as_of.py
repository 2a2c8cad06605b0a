"""The command `graph_as_of`."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.accounts.models import User
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.moderation.deletion import delete_account
from tests.addresses import HOME

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("graph_as_of", *arguments, stdout=out)
    return out.getvalue().splitlines()


def join(name: str) -> User:
    return create_user(username=name, email=f"{name}@example.com", password=PASSWORD)


@pytest.fixture
def history(stores: None) -> None:
    """Ten acts by the services, dated one a minute from noon on."""
    ada, bob, carl, dora = (join(name) for name in ("ada", "bob", "carl", "dora"))  # 12:00 to 12:03
    follow(follower=ada, followee=bob.pk)  # 12:04
    follow(follower=carl, followee=ada.pk)  # 12:05
    follow(follower=ada, followee=dora.pk)  # 12:06
    change_person(person=bob.pk, username="Bobby")  # 12:07
    unfollow(follower=ada, followee=bob.pk)  # 12:08
    delete_account(user=dora, password=PASSWORD, address=HOME)  # 12:09
    for entry in JournalEntry.objects.all():
        entry.at = NOON + timedelta(minutes=entry.pk - 1)
        entry.save(update_fields=["at"])


@pytest.mark.usefixtures("history")
def test_names_are_those_of_then() -> None:
    assert said("2026-11-01T12:06Z", "--user", "ADA") == [
        "ada, #1, at 2026-11-01 12:06:00 UTC",
        "",
        "followed 2 people:",
        "  since 2026-11-01 12:06:00 UTC  #4 (has left since)",
        "  since 2026-11-01 12:04:00 UTC  bob (now Bobby)",
        "",
        "was followed by 1 person:",
        "  since 2026-11-01 12:05:00 UTC  carl",
    ]
    assert said("2026-11-01T13:07+01:00", "--user=bobby") == [
        "Bobby, #2, at 2026-11-01 12:07:00 UTC",
        "",
        "followed nobody.",
        "",
        "was followed by 1 person:",
        "  since 2026-11-01 12:04:00 UTC  ada",
    ]
    assert said("2026-11-02", "--user=#1") == [
        "ada, #1, at 2026-11-02 00:00:00 UTC",
        "",
        "followed nobody.",
        "",
        "was followed by 1 person:",
        "  since 2026-11-01 12:05:00 UTC  carl",
    ]


@pytest.mark.usefixtures("history")
def test_json_for_machines() -> None:
    (line,) = said("2026-11-01T12:08:59.999999Z", "--user=ada", "--json")
    assert json.loads(line) == {
        "moment": "2026-11-01T12:08:59.999999+00:00",
        "person": {"id": 1, "username": "ada", "username_now": "ada", "has_left_since": False},
        "following_count": 1,
        "followers_count": 1,
        "following": [
            {
                "since": "2026-11-01T12:06:00+00:00",
                "id": 4,
                "username": None,
                "username_now": None,
                "has_left_since": True,
            }
        ],
        "followers": [
            {
                "since": "2026-11-01T12:05:00+00:00",
                "id": 3,
                "username": "carl",
                "username_now": "carl",
                "has_left_since": False,
            }
        ],
    }


BAD_MOMENT = (
    "Error: argument moment: must be a moment with Z or an offset, such as 2026-11-01T00:00Z, "
    "or a date alone, not {!r}."
)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-11-01T12:00", "2026-13-01", "", "0001-01-01T00:00+14:00"]
)
def test_a_moment_without_a_zone_or_a_meaning_is_refused(moment: str) -> None:
    with pytest.raises(CommandError) as refusal:
        said(moment, "--user=ada")
    assert str(refusal.value) == BAD_MOMENT.format(moment)


@pytest.mark.usefixtures("history")
def test_the_future_the_time_before_and_unknown_users_are_refused() -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    for moment, user, sentence in (
        (tomorrow, "ada", f"Error: argument moment: {tomorrow} is in the future."),
        (
            "2026-11-01",
            "ada",
            "argument --user: The journal begins at 2026-11-01 12:00:00 UTC; nothing is known of "
            "2026-11-01 00:00:00 UTC.",
        ),
        (
            "2026-11-01T12:07Z",
            "bob",
            "argument --user: Nobody was called bob at 2026-11-01 12:07:00 UTC.",
        ),
    ):
        with pytest.raises(CommandError) as refusal:
            said(moment, f"--user={user}")
        assert str(refusal.value) == sentence
