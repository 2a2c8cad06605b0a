"""What the viewer did to others, and undoing it, by the API."""

import pytest

from api.relay.ids import to_global
from core.blocks.services import block
from core.follows.services import follow, unfollow
from core.journal.causes import Because
from core.journal.models import Cause
from core.mutes.services import mute
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.core.bulk_acts.acts import made_bulk_act
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

HISTORY = """{ relationHistory(first: 50) { totalCount nodes {
    id kind cause canUndo at user { username viewerFollows viewerIsBlocking viewerIsMuting }
} } }"""
RECEIPTS = "{ relationHistory { nodes { cause bulkAct { id hit user { username } } } } }"
UNDO = """mutation ($id: ID!) { undoRelation(id: $id) {
    user { username viewerFollows viewerIsBlocking followersCount }
} }"""


def test_a_user_reads_what_they_did_and_undoes_it() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    client = GraphQLClient(ada)
    client.data(f'mutation {{ blockUser(id: "{gid(bob)}") {{ user {{ id }} }} }}')
    shown = client.data(HISTORY)["relationHistory"]
    user = {
        "username": "bob",
        "viewerFollows": False,
        "viewerIsBlocking": True,
        "viewerIsMuting": False,
    }
    assert shown["totalCount"] == 3
    assert [(act["kind"], act["cause"], act["canUndo"]) for act in shown["nodes"]] == [
        ("BLOCKED", "ME", True),
        ("UNFOLLOWED", "BLOCK", False),
        ("FOLLOWED", "ME", False),
    ]
    assert [act["user"] for act in shown["nodes"]] == [user] * 3
    undone = client.data(UNDO, id=shown["nodes"][0]["id"])["undoRelation"]["user"]
    assert undone == {
        "username": "bob",
        "viewerFollows": True,
        "viewerIsBlocking": False,
        "followersCount": 1,
    }
    shown = client.data(HISTORY)["relationHistory"]["nodes"]
    assert [(act["kind"], act["cause"], act["canUndo"]) for act in shown[:3]] == [
        ("FOLLOWED", "UNDO", True),
        ("UNBLOCKED", "UNDO", True),
        ("BLOCKED", "ME", False),
    ]
    empty = {"totalCount": 0, "nodes": []}
    assert GraphQLClient(bob).data(HISTORY) == {"relationHistory": empty}


def test_a_part_of_a_bulk_act_has_its_receipt() -> None:
    ada, *others = make_users("ada", "bob", "cyd", "dan")
    for person in others:
        act = made_bulk_act(by=ada, person=person)
        block(blocker=ada, person=person.pk, because=Because(ada.pk, Cause.BULK, bulk=act.pk))
    mute(viewer=ada, person=make_users("eve")[0].pk)
    client = GraphQLClient(ada)
    with statements() as sql:
        shown = client.data(RECEIPTS)["relationHistory"]["nodes"]
    assert shown[0] == {"cause": "ME", "bulkAct": None}
    assert [(each["cause"], each["bulkAct"]["user"]["username"]) for each in shown[1:]] == [
        ("BULK", "dan"),
        ("BULK", "cyd"),
        ("BULK", "bob"),
    ]
    # The viewer, the acts, the users and those whom they block; the bulk acts.
    assert len(sql) == 5


def test_refusals_name_the_argument() -> None:
    ada, bob = make_users("ada", "bob")
    for _ in range(2):
        follow(follower=ada, followee=bob.pk)
        unfollow(follower=ada, followee=bob.pk)
    client = GraphQLClient(ada)
    oldest = client.data(HISTORY)["relationHistory"]["nodes"][2]["id"]
    refusals = {
        oldest: ("BAD_USER_INPUT", "This can no longer be undone.", "id"),
        to_global("RelationAct", 2**62): ("NOT_FOUND", "Act not found.", "id"),
        gid(bob): (
            "BAD_USER_INPUT",
            "This is the ID of a User. Expected the ID of a RelationAct.",
            "id",
        ),
    }
    for act, expected in refusals.items():
        assert client.refusal(UNDO, id=act) == expected
    assert GraphQLClient(bob).refusal(UNDO, id=oldest)[:2] == ("NOT_FOUND", "Act not found.")


def test_the_number_of_statements_does_not_depend_on_the_number_of_acts() -> None:
    ada, *others = make_users("ada", *(f"person{number}" for number in range(12)))
    client = GraphQLClient(ada)
    for some in (others[:2], others):
        for person in some:
            mute(viewer=ada, person=person.pk)
        with statements() as sql, recorded_statements() as cypher:
            assert len(client.data(HISTORY)["relationHistory"]["nodes"]) == len(some)
        # The viewer, the acts, the users and the count; the mutes among them, and the follows.
        assert (len(sql), len(cypher)) == (5, 1)
