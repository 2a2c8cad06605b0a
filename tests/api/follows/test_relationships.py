"""How the viewer relates to many users, by one question."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.follows.services import follow
from core.mutes.services import mute
from core.privacy.services import update_privacy
from graph.connection.client import recorded_statements
from graph.traversals.relations import RELATIONS_BY_INDEX
from graph.traversals.relationships import RELATIONSHIPS_BY_INDEX
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

FIELDS = """user { username } following followedBy requested requestedBy blocking muting
mutingUntil mutualCount
mutualCountIsExact distance distanceIsExact"""
QUERY = f"query ($ids: [ID!]!) {{ relationships(ids: $ids) {{ {FIELDS} }} }}"
UNTIL = datetime(2126, 3, 4, tzinfo=UTC)
SHOWN = "2126-03-04T00:00:00.000000Z"


def relation(username: str, **known: Any) -> dict[str, Any]:
    """The answer about a user to whom the viewer has no relation, but for what is `known`."""
    nothing = {
        "user": {"username": username},
        "following": False,
        "followedBy": False,
        "requested": False,
        "requestedBy": False,
        "blocking": False,
        "muting": False,
        "mutingUntil": None,
        "mutualCount": 0,
        "mutualCountIsExact": True,
        "distance": None,
        "distanceIsExact": True,
    }
    return nothing | known


def ask(viewer: User | None, *users: User, query: str = QUERY) -> Any:
    return GraphQLClient(viewer).data(query, ids=[gid(user) for user in users])["relationships"]


def chain() -> list[User]:
    """Ada follows Bob and Cat, who both follow Dan, who follows Eve, who follows Fin."""
    ada, bob, cat, dan, eve, fin = people = make_users("ada", "bob", "cat", "dan", "eve", "fin")
    for one, other in ((ada, bob), (ada, cat), (bob, ada), (bob, dan), (cat, dan), (dan, eve)):
        follow(follower=one, followee=other.pk)
    follow(follower=eve, followee=fin.pk)
    return people


def test_each_relation_in_the_order_of_the_ids() -> None:
    ada, bob, cat, dan, eve, fin = chain()
    mute(viewer=ada, person=cat.pk, until=UNTIL)
    mute(viewer=ada, person=fin.pk)
    assert ask(ada, fin, eve, dan, cat, bob, ada, bob) == [
        relation("fin", muting=True),
        relation("eve", distance=3),
        relation("dan", mutualCount=2, distance=2),
        relation("cat", following=True, distance=1, muting=True, mutingUntil=SHOWN),
        relation("bob", following=True, followedBy=True, distance=1),
        relation("ada", distance=0, mutualCount=1),
        relation("bob", following=True, followedBy=True, distance=1),
    ]


def test_who_is_hidden_is_as_who_never_was() -> None:
    ada, bob, cat, dan, eve, fin = chain()
    gone = User(pk=10**9)
    change_person(person=dan.pk, is_active=False)
    block(blocker=eve, person=ada.pk)
    with statements() as sql, recorded_statements() as cypher:
        hidden = ask(ada, dan, eve)
    with statements() as sql_of_absent, recorded_statements() as cypher_of_absent:
        assert ask(ada, gone, gone) == hidden == [None, None]
    assert (sql, cypher) == (sql_of_absent, cypher_of_absent)
    assert (len(sql), cypher) == (2, [])
    # Nor is there a way by them.
    assert ask(ada, fin) == [relation("fin")]
    assert ask(ada, bob, cat)[0] == relation("bob", following=True, followedBy=True, distance=1)


def test_of_whom_one_blocks_only_that_is_shown() -> None:
    ada, bob, *_ = chain()
    block(blocker=ada, person=bob.pk)
    with recorded_statements() as cypher:
        assert ask(ada, bob) == [relation("bob", blocking=True)]
    assert cypher == []
    change_person(person=bob.pk, is_active=False)
    assert ask(ada, bob) == [None]


def test_who_is_suspended_reads_on() -> None:
    ada, bob, cat, dan, *_ = chain()
    change_person(person=ada.pk, is_active=False)
    ada.refresh_from_db()
    assert ask(ada, bob, dan) == [
        relation("bob", following=True, followedBy=True, distance=1),
        relation("dan", mutualCount=2, distance=2),
    ]
    assert ask(cat, ada) == [None]


def test_requests_of_either_side() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    update_privacy(user=ada, is_private=True)
    update_privacy(user=bob, is_private=True)
    follow(follower=ada, followee=bob.pk)
    follow(follower=cat, followee=ada.pk)
    assert ask(ada, bob, cat) == [
        relation("bob", requested=True),
        relation("cat", requestedBy=True),
    ]
    block(blocker=ada, person=cat.pk)
    assert ask(ada, cat) == [relation("cat", blocking=True)]


def test_a_hundred_users_take_one_statement_of_either_store() -> None:
    ada, *others = make_users("ada", *(f"person{number}" for number in range(100)))
    follow(follower=ada, followee=others[0].pk)
    for users in (others[:1], others):
        with statements() as sql, recorded_statements() as cypher:
            found = ask(ada, *users)
        assert found[0] == relation("person0", following=True, distance=1)
        assert len(found) == len(users)
        # The viewer, and the users.
        assert (len(sql), cypher) == (2, [RELATIONSHIPS_BY_INDEX])


def test_what_is_not_asked_for_is_not_read() -> None:
    ada, bob, *_ = chain()
    query = "query ($ids: [ID!]!) { relationships(ids: $ids) { %s } }"
    with recorded_statements() as cypher:
        assert ask(ada, bob, query=query % "muting") == [{"muting": False}]
        assert ask(ada, query=query % "following") == []
        assert cypher == []
        found = ask(ada, bob, query=query % "following followedBy")
    assert found == [{"following": True, "followedBy": True}]
    assert cypher == [RELATIONS_BY_INDEX]


def test_refusals() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(bob)
    refusals = (
        ([gid(bob)] * 101, "Request at most 100 users at once."),
        ([gid(bob), gid(post)], "This is the ID of a Post. Expected the ID of a User."),
        ([""], "Invalid ID. Use an ID returned by this API, unchanged."),
    )
    for ids, message in refusals:
        refusal = GraphQLClient(ada).refusal(QUERY, ids=ids)
        assert refusal == ("BAD_USER_INPUT", message, "ids")
    assert GraphQLClient().refusal(QUERY, ids=[gid(bob)])[0] == "UNAUTHENTICATED"
