"""Who is around a user, of the follows that the viewer sees."""

from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.follows.services import follow
from core.privacy.services import update_privacy
from core.visibility.lists import ListAudience
from graph.connection import client
from graph.connection.client import recorded_statements
from graph.traversals.neighbours import AMONG_BY_INDEX, NEXT_TO, NEXT_TO_BY_INDEX
from tests.api.client import GraphQLClient, gid
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

QUERY = """query ($around: ID, $people: Int! = 300) {
  network(around: $around, people: $people) {
    isWhole people { user { username } community follows since }
  }
}"""
Follows = dict[str, list[str]]


def ask(viewer: User | None, **variables: Any) -> Any:
    return GraphQLClient(viewer).data(QUERY, **variables)["network"]


def drawn(viewer: User | None, **variables: Any) -> Follows:
    """Whom each one follows, by name, in the order of the answer."""
    people = ask(viewer, **variables)["people"]
    assert all(len(each["follows"]) == len(each["since"]) for each in people)
    names = [each["user"]["username"] for each in people]
    return {
        name: sorted(names[place] for place in each["follows"])
        for name, each in zip(names, people, strict=True)
    }


def circle() -> list[User]:
    """Ada follows Bob and Cat, Dan follows Ada; Bob follows Cat and Eve, who follows Fin."""
    ada, bob, cat, dan, eve, fin = people = make_users("ada", "bob", "cat", "dan", "eve", "fin")
    pairs = ((ada, bob), (ada, cat), (dan, ada), (bob, cat), (bob, eve), (eve, fin), (cat, eve))
    for one, other in pairs:
        follow(follower=one, followee=other.pk)
    return people


WHOLE = {
    "ada": ["bob", "cat"],
    "dan": ["ada"],
    "cat": ["eve"],
    "bob": ["cat", "eve"],
    "eve": [],
}


def test_the_direct_ones_and_whom_they_follow() -> None:
    ada, _, cat, *_ = circle()
    assert drawn(ada) == WHOLE
    assert drawn(ada, around=gid(cat)) == {
        "cat": ["eve"],
        "eve": ["fin"],
        "bob": ["cat", "eve"],
        "ada": ["bob", "cat"],
        "fin": [],
    }
    found = ask(ada, people=3)
    assert [each["user"]["username"] for each in found["people"]] == ["ada", "dan", "cat"]
    assert (found["isWhole"], ask(ada, people=6)["isWhole"]) == (False, True)


def test_alone_without_follows() -> None:
    ada, bob = make_users("ada", "bob")
    assert ask(ada) == {
        "isWhole": True,
        "people": [{"user": {"username": "ada"}, "community": None, "follows": [], "since": []}],
    }
    change_person(person=bob.pk, is_active=False)
    assert ask(ada, around=gid(bob)) is None
    assert ask(ada, around=gid(User(pk=10**9))) is None


def test_who_is_hidden_is_not_in_it() -> None:
    ada, _, cat, _, eve, fin = circle()
    block(blocker=eve, person=ada.pk)
    assert drawn(ada) == {"ada": ["bob", "cat"], "dan": ["ada"], "cat": [], "bob": ["cat"]}
    change_person(person=cat.pk, is_active=False)
    assert drawn(ada) == {"ada": ["bob"], "dan": ["ada"], "bob": []}
    assert ask(ada, around=gid(eve)) is None
    assert drawn(fin, around=gid(eve)) == {"eve": ["fin"], "fin": [], "bob": ["eve"]}


def test_what_a_list_hides_is_not_in_it() -> None:
    ada, bob, cat, dan, eve, _ = circle()
    # Bob follows Cat and Eve, which his list alone says of Eve once Cat's says nothing.
    update_privacy(user=cat, following_visible_to=ListAudience.NOBODY)
    update_privacy(user=bob, following_visible_to=ListAudience.NOBODY)
    assert drawn(ada) == {"ada": ["bob", "cat"], "dan": ["ada"], "cat": [], "bob": []}
    # What they show to followers, Ada sees; Dan follows Ada alone.
    update_privacy(user=bob, following_visible_to=ListAudience.FOLLOWERS)
    assert drawn(ada) == {**WHOLE, "cat": []}
    assert drawn(dan, around=gid(bob)) == {"bob": [], "ada": ["bob", "cat"], "cat": []}
    # Cat's followers are shown to nobody; who follows her themselves knows.
    update_privacy(user=cat, followers_visible_to=ListAudience.NOBODY)
    assert drawn(ada) == {**WHOLE, "cat": [], "bob": ["eve"]}
    assert drawn(dan, around=gid(cat)) == {"cat": []}
    assert drawn(cat) == {
        "cat": ["eve"],
        "eve": ["fin"],
        "bob": ["cat"],
        "ada": ["bob", "cat"],
        "fin": [],
    }
    update_privacy(user=eve, is_private=True)
    assert "fin" not in drawn(ada, around=gid(eve))


def test_communities_are_numbers_of_the_answer_and_of_who_hides_nothing() -> None:
    ada, *_, dan, _, _ = circle()
    uids = {"ada": 7 << 32, "bob": 9 << 32, "cat": 7 << 32, "dan": 9 << 32}
    client.write(
        "UNWIND $rows AS row MATCH (u:User {username: row[0]}) SET u.community = row[1]",
        rows=[list(row) for row in uids.items()],
    )
    update_privacy(user=dan, following_visible_to=ListAudience.FOLLOWERS)
    found = {each["user"]["username"]: each["community"] for each in ask(ada)["people"]}
    assert found == {"ada": 0, "dan": None, "cat": 0, "bob": 1, "eve": None}


def test_who_is_suspended_reads_on() -> None:
    ada, *_ = circle()
    change_person(person=ada.pk, is_active=False)
    ada.refresh_from_db()
    with recorded_statements() as cypher:
        assert drawn(ada) == WHOLE
    assert cypher == [NEXT_TO, AMONG_BY_INDEX]


def test_statements_do_not_depend_on_the_number_of_people() -> None:
    ada, bob, cat, *_ = circle()
    for user, people in ((ada, 2), (ada, 300)):
        with statements() as sql, recorded_statements() as cypher:
            ask(user, people=people)
        assert (len(sql), cypher) == (3 + (people > 2), [NEXT_TO_BY_INDEX, AMONG_BY_INDEX])
    update_privacy(user=cat, following_visible_to=ListAudience.NOBODY)
    update_privacy(user=bob, followers_visible_to=ListAudience.NOBODY)
    with statements() as sql, recorded_statements() as cypher:
        ask(ada)
    assert (len(sql), len(cypher)) == (5, 2)
