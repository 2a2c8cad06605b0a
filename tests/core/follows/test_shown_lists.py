"""Who sees whom a user follows, and who follows them."""

import pytest

from core.accounts.models import User
from core.follows.services import follow
from core.follows.shown_lists import BOTH, ListsShown, lists_shown_to, may_hide_lists
from core.privacy.services import update_privacy
from core.visibility import ANYONE, Viewer
from core.visibility.lists import ListAudience
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

EVERYBODY, FOLLOWERS, MUTUALS, NOBODY = ListAudience
NEITHER = ListsShown(followers=False, following=False)


def shown(owner: User, *viewers: User) -> list[ListsShown]:
    """What each of these sees of the owner, and then anyone."""
    everybody = [*(Viewer.of(viewer) for viewer in viewers), ANYONE]
    return [lists_shown_to(viewer, [owner.pk])[owner.pk] for viewer in everybody]


def test_each_audience_of_either_list() -> None:
    owner, fan, mutual, followed, other = make_users("owner", "fan", "mutual", "followed", "other")
    for one, other in ((fan, owner), (mutual, owner), (owner, mutual), (owner, followed)):
        follow(follower=one, followee=other.pk)
    people = (owner, mutual, fan, followed, other)
    # How many of these people, in this order, see the list.
    for audience, count in ((EVERYBODY, 6), (FOLLOWERS, 3), (MUTUALS, 2), (NOBODY, 1)):
        update_privacy(user=owner, followers_visible_to=audience)
        assert shown(owner, *people) == [
            ListsShown(followers=place < count, following=True) for place in range(6)
        ]
    update_privacy(user=owner, followers_visible_to=EVERYBODY)
    for audience, count in ((FOLLOWERS, 3), (MUTUALS, 2), (NOBODY, 1)):
        update_privacy(user=owner, following_visible_to=audience)
        assert shown(owner, *people) == [
            ListsShown(followers=True, following=place < count) for place in range(6)
        ]


def test_the_lists_of_a_private_account_are_for_its_followers_at_most() -> None:
    owner, fan, other = make_users("owner", "fan", "other")
    follow(follower=fan, followee=owner.pk)
    update_privacy(user=owner, is_private=True)
    assert shown(owner, owner, fan, other) == [BOTH, BOTH, NEITHER, NEITHER]
    update_privacy(user=owner, following_visible_to=NOBODY)
    assert shown(owner, fan, other) == [ListsShown(True, False), NEITHER, NEITHER]


def test_many_users_take_one_statement() -> None:
    owner, *others = make_users("owner", *(f"person{number}" for number in range(9)))
    update_privacy(user=owner, followers_visible_to=NOBODY)
    with statements() as sent:
        found = lists_shown_to(ANYONE, [owner.pk, *(other.pk for other in others)])
    assert len(sent) == 1
    assert found == {owner.pk: ListsShown(False, True)} | {other.pk: BOTH for other in others}


def test_who_hides_nothing_is_known_without_a_statement() -> None:
    (owner,) = make_users("owner")
    owner.refresh_from_db()
    assert not may_hide_lists(owner)
    for change in (
        {"is_private": True},
        {"is_private": False, "followers_visible_to": FOLLOWERS},
        {"followers_visible_to": EVERYBODY, "following_visible_to": MUTUALS},
    ):
        assert may_hide_lists(update_privacy(user=owner, **change))
