"""What happened lately is counted by day and week, of a bounded number of rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.accounts.models import User
from core.activity.selectors import (
    DAYS,
    GROWING,
    WEEKS,
    Day,
    Growing,
    days,
    fastest_growing,
    weeks,
)
from core.database.clock import database_now
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.likes.services import like
from tests.factories import make_post, make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def today() -> date:
    return database_now().date()


def monday() -> date:
    return today() - timedelta(days=today().weekday())


def moment(day: date) -> datetime:
    """Noon of a day, in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_each_day_has_what_was_made_in_it() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    before = today() - timedelta(days=DAYS - 1)
    User.objects.filter(pk=ada.pk).update(date_joined=moment(before))
    User.objects.filter(pk=bob.pk).update(date_joined=moment(before - timedelta(days=1)))
    make_post(ada)
    make_post(ada)
    follow(follower=ada, followee=bob.pk)
    JournalEntry.objects.filter(kind="followed").update(at=moment(before))
    follow(follower=bob, followee=cat.pk)
    unfollow(follower=bob, followee=cat.pk)

    with statements() as sql:
        found = days()
    assert len(sql) == 3
    assert [each.day for each in found] == [before + timedelta(days=each) for each in range(DAYS)]
    assert found[0] == Day(before, joined=1, posts=0, follows=1)
    assert found[-1] == Day(today(), joined=1, posts=2, follows=1)
    assert set(found[1:-1]) == {Day(each.day, 0, 0, 0) for each in found[1:-1]}


def test_of_who_joined_in_a_week_it_is_known_who_came_back() -> None:
    ada, bob, cat, dan = make_users("ada", "bob", "cat", "dan")
    first = monday() - timedelta(weeks=2)
    User.objects.filter(pk__in=(ada.pk, bob.pk, cat.pk)).update(date_joined=moment(first))
    # Earlier than the first week that is shown.
    User.objects.filter(pk=dan.pk).update(date_joined=moment(first - timedelta(weeks=WEEKS)))
    for number, author in enumerate((ada, bob, ada)):
        post = make_post(author)
        at = moment(first + timedelta(weeks=number))
        JournalEntry.objects.filter(kind="posted", target=post.pk).update(at=at)
    like(liker=ada, post=post.pk)
    like(liker=dan, post=post.pk)

    with statements() as sql:
        found = weeks()
    assert len(sql) == 2
    assert [each.monday for each in found] == [
        monday() - timedelta(weeks=WEEKS - 1 - each) for each in range(WEEKS)
    ]
    assert (found[-3].joined, found[-3].active) == (3, [1, 1, 1])
    assert [(each.joined, sum(each.active)) for each in found if each != found[-3]] == [(0, 0)] * 7


def test_who_gained_most_followers_comes_first() -> None:
    crowd = make_users(*(f"fan{number}" for number in range(4)))
    stars = make_users(*(f"star{number}" for number in range(GROWING + 1)))
    for fan in crowd[:3]:
        follow(follower=fan, followee=stars[1].pk)
    for star in stars:
        follow(follower=crowd[3], followee=star.pk)
    unfollow(follower=crowd[3], followee=stars[2].pk)
    follow(follower=crowd[0], followee=stars[3].pk)
    JournalEntry.objects.filter(target=stars[0].pk).update(at=database_now() - timedelta(days=8))

    with statements() as sql:
        found = fastest_growing()
    assert len(sql) == 2
    assert found == [
        Growing(stars[1].pk, "star1", 4),
        Growing(stars[3].pk, "star3", 2),
        Growing(stars[4].pk, "star4", 1),
        Growing(stars[5].pk, "star5", 1),
    ]


def test_a_network_without_anybody_has_days_and_weeks_of_nothing() -> None:
    assert sum(each.joined + each.posts + each.follows for each in days()) == 0
    assert [each.active for each in weeks()] == [[0] * (WEEKS - each) for each in range(WEEKS)]
    assert fastest_growing() == []
    make_user("ada")
    assert days()[-1].joined == weeks()[-1].joined == 1
