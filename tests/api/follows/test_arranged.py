"""Lists of follows in each order and with each filter, against a plain model."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.follows import arranged
from core.follows.services import follow
from core.posts.models import Post
from core.privacy.services import update_privacy
from core.visibility.lists import ListAudience
from graph.connection.client import recorded_statements
from graph.edges import FOLLOWS
from graph.traversals.edge_pages import ACTORS_BY_INDEX
from graph.traversals.edge_pairs import PAIRS_BY_INDEX
from graph.traversals.mutual_counts import MUTUAL_COUNTS_BY_INDEX
from tests.api.client import GraphQLClient
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

PAGE = (
    "totalCount nodes { username } pageInfo { hasPreviousPage hasNextPage endCursor startCursor }"
)
NAMES = ("ann", "bob", "ann", "cat", "ann", "bob", "ann", "ann", "cat", "bob")
both_sides = pytest.mark.parametrize("side", ["followers", "following"])


class Crowd:
    """The owner has ten users in either list, those of even numbers in both.

    The viewer follows three who follow some of them. Of every third the newest post is of today, of
    the first five there is an old one.
    """

    def __init__(self, side: str) -> None:
        self.side = side
        self.viewer, self.owner, *self.known = make_users("viewer", "owner", "kim", "kit", "kai")
        self.people = make_users(*(f"{name}{number}" for number, name in enumerate(NAMES)))
        self.mutual, self.active = self.people[::2], self.people[::3]
        for person in self.people:
            self.connect(person, self.owner)
        for person in self.mutual:
            self.connect(self.owner, person)
        self.mutuals = dict.fromkeys(self.people, 0)
        chance = random.Random(2)
        for known in self.known:
            follow(follower=self.viewer, followee=known.pk)
            for person in chance.sample(self.people, 4):
                follow(follower=known, followee=person.pk)
                self.mutuals[person] += 1
        for person in self.people[:5]:
            make_post(person)
        Post.objects.update(created_at=datetime(2011, 3, 4, tzinfo=UTC))
        for person in self.active:
            make_post(person)

    def connect(self, one: User, other: User) -> None:
        """Follow in the direction of the list."""
        follower, followee = (one, other) if self.side == "followers" else (other, one)
        follow(follower=follower, followee=followee.pk)

    def page(self, arguments: str, *, viewer: User | None = None, selection: str = PAGE) -> Any:
        query = f'{{ user(username: "owner") {{ {self.side}({arguments}) {{ {selection} }} }} }}'
        return GraphQLClient(viewer or self.viewer).data(query)["user"][self.side]

    def expected(self, order: str, *filters: Callable[[User], bool]) -> list[str]:
        people = list(self.people)
        if order != "OLDEST":
            people.reverse()
        if order == "MOST_MUTUAL":
            people.sort(key=lambda person: self.mutuals[person], reverse=True)
        return [person.username for person in people if all(test(person) for test in filters)]


def names(page: Any) -> list[str]:
    return [user["username"] for user in page["nodes"]]


def check(crowd: Crowd, arguments: str, expected: list[str]) -> None:
    """The whole list, its count, and its pages of three from either end."""
    whole = crowd.page(f"first: 100, {arguments}")
    assert (names(whole), whole["totalCount"]) == (expected, len(expected)), arguments
    for ends, cursor, more in (
        ("first: 3, after", "endCursor", "hasNextPage"),
        ("last: 3, before", "startCursor", "hasPreviousPage"),
    ):
        found, given = [], "null"
        while True:
            page = crowd.page(f"{ends}: {given}, {arguments}")
            found.append(names(page))
            if not page["pageInfo"][more]:
                break
            given = json.dumps(page["pageInfo"][cursor])
        pages = found if "first" in ends else found[::-1]
        assert [name for each in pages for name in each] == expected, arguments
        assert all(len(each) == 3 for each in found[:-1])
    if len(expected) > 3:
        second = crowd.page(
            f"first: 3, after: {json.dumps(first_end(crowd, arguments))}, {arguments}"
        )
        assert second["pageInfo"]["hasPreviousPage"] is True


def first_end(crowd: Crowd, arguments: str) -> str:
    end: str = crowd.page(f"first: 3, {arguments}")["pageInfo"]["endCursor"]
    return end


@both_sides
def test_each_order_and_filter_is_as_the_model_has_it(side: str) -> None:
    crowd = Crowd(side)
    filters: dict[str, Callable[[User], bool]] = {
        "": lambda person: True,
        'name: "ANN"': lambda person: person.username.startswith("ann"),
        "mutual: true": lambda person: person in crowd.mutual,
        "mutual: false": lambda person: person not in crowd.mutual,
        "dormantDays: 90": lambda person: person not in crowd.active,
    }
    for order in ("NEWEST", "OLDEST", "MOST_MUTUAL"):
        for argument, test in filters.items():
            check(crowd, f"orderBy: {order} {argument}", crowd.expected(order, test))
    both = [filters['name: "ANN"'], filters["mutual: false"]]
    check(crowd, 'name: "ann", mutual: false', crowd.expected("NEWEST", *both))
    assert names(crowd.page('name: "nobody"')) == names(crowd.page('name: "."')) == []


def test_who_is_hidden_is_in_none_and_pages_are_full() -> None:
    crowd = Crowd("followers")
    block(blocker=crowd.people[9], person=crowd.viewer.pk)
    change_person(person=crowd.people[5].pk, is_active=False)
    left = [person for person in crowd.people if person not in (crowd.people[5], crowd.people[9])]
    for order in ("NEWEST", "OLDEST", "MOST_MUTUAL"):
        expected = crowd.expected(order, lambda person: person in left)
        check(crowd, f"orderBy: {order}", expected)
        check(crowd, f"orderBy: {order}, dormantDays: 9999".replace("9999", "3650"), [
            name for name in expected if name not in {person.username for person in crowd.active}
        ])  # fmt: skip


def test_what_is_mutual_takes_both_lists() -> None:
    crowd = Crowd("followers")
    update_privacy(user=crowd.owner, following_visible_to=ListAudience.NOBODY)
    assert len(names(crowd.page("first: 100"))) == 10
    for mutual in ("true", "false"):
        assert names(crowd.page(f"mutual: {mutual}")) == []
    assert len(names(crowd.page("mutual: true", viewer=crowd.owner))) == 5


@both_sides
def test_a_cursor_of_one_order_is_none_of_another(side: str) -> None:
    crowd = Crowd(side)
    orders = ("NEWEST", "OLDEST", "MOST_MUTUAL")
    for one, other in permutations(orders, 2):
        cursor = crowd.page(f"first: 1, orderBy: {one}")["pageInfo"]["endCursor"]
        query = f"""{{ user(username: "owner") {{
            {side}(orderBy: {other}, after: "{cursor}") {{ totalCount }} }} }}"""
        [error] = GraphQLClient(crowd.viewer).answer(query)["errors"]
        message = "`after` is not a cursor of this list. Use a returned cursor, unchanged."
        assert (error["message"], error["extensions"]["field"]) == (message, "after")
    cursor = crowd.page("first: 1")["pageInfo"]["endCursor"]
    assert len(names(crowd.page(f'orderBy: NEWEST, after: "{cursor}"'))) == 9


def test_refusals() -> None:
    crowd = Crowd("followers")
    for days in (0, -1, 3_651):
        query = (
            f'{{ user(username: "owner") {{ followers(dormantDays: {days}) {{ totalCount }} }} }}'
        )
        [error] = GraphQLClient(crowd.viewer).answer(query)["errors"]
        assert error["message"] == f"`dormantDays` must be from 1 to 3,650, not {days:,}."
        assert error["extensions"]["field"] == "dormantDays"


def test_beyond_the_bound_the_count_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd("followers")
    monkeypatch.setattr(arranged, "WINDOW", 6)
    page = crowd.page("first: 100, orderBy: MOST_MUTUAL")
    assert sorted(names(page)) == sorted(crowd.expected("NEWEST")[:6])
    assert page["totalCount"] is None
    mutual = [person.username for person in crowd.people[:6] if person in crowd.mutual]
    page = crowd.page("first: 100, orderBy: OLDEST, mutual: true")
    assert (names(page), page["totalCount"]) == (mutual, None)
    # Without a filter the oldest are a page of the usual list.
    assert crowd.page("first: 100, orderBy: OLDEST")["totalCount"] == 10


def test_the_number_of_statements() -> None:
    crowd = Crowd("followers")
    usual, reverse = (ACTORS_BY_INDEX[backwards][FOLLOWS] for backwards in (False, True))
    for arguments, sql, cypher in (
        # The viewer, the owner, the page.
        ("first: 2", 3, [usual]),
        ("first: 2, orderBy: NEWEST", 3, [usual]),
        ("first: 2, orderBy: OLDEST", 3, [reverse]),
        # And who matches.
        ("first: 2, dormantDays: 90", 4, [usual]),
        ('first: 9, name: "ann", orderBy: OLDEST', 4, [reverse]),
        ("first: 9, mutual: true", 4, [usual, PAIRS_BY_INDEX[FOLLOWS]]),
        ("first: 9, orderBy: MOST_MUTUAL", 4, [usual, MUTUAL_COUNTS_BY_INDEX]),
    ):
        with statements() as found, recorded_statements() as asked:
            crowd.page(arguments, selection="nodes { id } pageInfo { hasNextPage }")
        assert (len(found), asked) == (sql, cypher), arguments
        if sql == 4:
            selection = "nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage }"
            with statements() as found, recorded_statements() as asked:
                crowd.page(arguments, selection=selection)
            assert (len(found), asked) == (sql, cypher), arguments
