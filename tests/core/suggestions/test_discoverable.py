"""Who is not discoverable is found and suggested to followers alone."""

import pytest

from core.accounts.models import User
from core.accounts.selectors import count_users, search_users, user_by_username
from core.follows.services import follow
from core.lists.pages import PageRequest
from core.privacy.services import update_privacy
from core.suggestions.selectors import suggestions_for
from core.visibility import ANYONE, INTERNAL, Viewer
from core.visibility.lists import ListAudience
from graph.connection.client import recorded_statements
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

PAGE = PageRequest(first=10)


def listed(viewer: Viewer, text: str | None) -> list[str]:
    """Whom a search finds, which its count agrees with."""
    names = [user.username for user in search_users(viewer, text, PAGE).items]
    assert count_users(viewer, text) == len(names)
    return names


def suggested(viewer: User, first: int = 10) -> list[str]:
    found = suggestions_for(Viewer.of(User.objects.get(pk=viewer.pk)), first=first)
    return [each.user.username for each in found]


def hide(*users: User) -> None:
    for user in users:
        update_privacy(user=user, is_discoverable=False)


def test_searches_find_who_is_not_discoverable_for_followers_and_themselves() -> None:
    tom, fan, other = make_users("tomtom", "fan", "tomorrow")
    follow(follower=fan, followee=tom.pk)
    follow(follower=tom, followee=other.pk)
    hide(tom)
    for text in ("tom", "tomt", "TOMTOM", None):
        others = [name for name in ("fan", "tomorrow") if text is None or name.startswith(text)]
        for viewer in (Viewer(other.pk), ANYONE):
            assert [name for name in listed(viewer, text) if name != "tomtom"] == others
            assert "tomtom" not in listed(viewer, text)
        for viewer in (Viewer(fan.pk), Viewer(tom.pk)):
            assert "tomtom" in listed(viewer, text)
    assert "tomtom" in listed(INTERNAL, None)
    assert user_by_username(ANYONE, "tomtom") == tom
    update_privacy(user=tom, is_discoverable=True)
    assert "tomtom" in listed(ANYONE, "tom")


def test_suggestions_leave_out_who_is_not_discoverable_and_are_full() -> None:
    ada, friend, *others = make_users("ada", "friend", *(f"person{number}" for number in range(6)))
    follow(follower=ada, followee=friend.pk)
    for other in others:
        follow(follower=friend, followee=other.pk)
    assert suggested(ada, first=3) == ["person0", "person1", "person2"]
    hide(others[0], others[3], friend)
    # The friend, whom Ada follows, is in between nevertheless.
    assert suggested(ada, first=3) == ["person1", "person2", "person4"]
    follow(follower=others[3], followee=ada.pk)
    assert "person3" not in suggested(ada)


def test_a_suggestion_costs_no_more_where_everybody_is_discoverable() -> None:
    ada, friend, *others = make_users("ada", "friend", "bob", "cyd")
    follow(follower=ada, followee=friend.pk)
    for other in others:
        follow(follower=friend, followee=other.pk)
    viewer = Viewer(ada.pk, known_hidden=(), known_muted=())
    suggestions_for(viewer, first=2)
    for hidden, expected in ((None, (1, 1)), (others[0], (2, 2))):
        if hidden:
            hide(hidden)
        with statements() as sql, recorded_statements() as cypher:
            suggestions_for(viewer, first=2)
        assert (len(sql), len(cypher)) == expected


def test_nothing_tells_who_follows_somebody_who_does_not_show_it() -> None:
    ada, friend, bob, cyd = make_users("ada", "friend", "bob", "cyd")
    follow(follower=ada, followee=friend.pk)
    for other in (bob, cyd):
        follow(follower=friend, followee=other.pk)
    update_privacy(user=bob, followers_visible_to=ListAudience.FOLLOWERS)
    found = {each.user.username: each for each in suggestions_for(Viewer(ada.pk), first=5)}
    assert (found["bob"].mutual_count, list(found["bob"].parts)) == (0, [])
    assert [person for reason in found["bob"].reasons for person in reason.people] == []
    assert found["cyd"].mutual_count == 1
    assert [person.username for person in found["cyd"].reasons[0].people] == ["friend"]
