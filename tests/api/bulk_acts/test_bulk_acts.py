"""Looking before a block of many, doing it, reading the receipt and undoing it, by the API."""

import pytest

from api.relay.ids import to_global
from core.blocks.services import block
from core.follows.services import follow
from core.jobs.worker import drain
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.core.bulk_acts.acts import made_bulk_act
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

PREVIEW = """query ($id: ID!) { previewBlock(id: $id, includeFollowers: true) {
    hit spared following followers mutuals isExact user { username } sample { username }
} }"""
RECEIPT = """state total done hit skipped restored exceptFollowed isComplete user { username }"""
BLOCK = (
    f"""mutation ($id: ID!) {{ blockWithFollowers(id: $id) {{ bulkAct {{ id {RECEIPT} }} }} }}"""
)
ACT = f"query ($id: ID!) {{ bulkAct(id: $id) {{ {RECEIPT} }} }}"
UNDO = f"""mutation ($id: ID!) {{
    undoRelation(id: $id) {{ user {{ id }} bulkAct {{ {RECEIPT} }} }}
}}"""
ACTS = "{ bulkActs(first: 50) { nodes { id user { username } } } }"


def test_from_the_preview_to_the_undoing() -> None:
    ada, troll, bob, cyd = make_users("ada", "troll", "bob", "cyd")
    for one, other in ((bob, troll), (cyd, troll), (ada, bob), (cyd, ada)):
        follow(follower=one, followee=other.pk)
    client = GraphQLClient(ada)
    assert client.data(PREVIEW, id=gid(troll)) == {
        "previewBlock": {
            "hit": 2,
            "spared": 1,
            "following": 1,
            "followers": 1,
            "mutuals": 0,
            "isExact": True,
            "user": {"username": "troll"},
            "sample": [{"username": "cyd"}],
        }
    }
    act = client.data(BLOCK, id=gid(troll))["blockWithFollowers"]["bulkAct"]
    number = act.pop("id")
    receipt = {
        "state": "RUNNING",
        "total": 2,
        "done": 1,
        "hit": 1,
        "skipped": 0,
        "restored": 0,
        "exceptFollowed": True,
        "isComplete": True,
        "user": {"username": "troll"},
    }
    assert act == receipt
    drain()
    receipt |= {"state": "DONE", "done": 2, "hit": 2}
    assert client.data(ACT, id=number) == {"bulkAct": receipt}
    assert GraphQLClient(cyd).data(ACT, id=number) == {"bulkAct": None}
    receipt |= {"state": "UNDOING", "done": 0}
    assert client.data(UNDO, id=number) == {"undoRelation": {"user": None, "bulkAct": receipt}}
    drain()
    receipt |= {"state": "UNDONE", "done": 2, "restored": 2}
    assert client.data(ACT, id=number) == {"bulkAct": receipt}
    flags = f'{{ user(id: "{gid(cyd)}") {{ followsViewer viewerIsBlocking }} }}'
    assert client.data(flags) == {"user": {"followsViewer": True, "viewerIsBlocking": False}}


def test_who_is_hidden_is_previewed_like_who_never_was() -> None:
    ada, bob = make_users("ada", "bob")
    client = GraphQLClient(ada)

    def asked(user: str) -> tuple[object, int, int]:
        with statements() as sql, recorded_statements() as cypher:
            answer = client.refusal(PREVIEW, id=user)
        return answer, len(sql), len(cypher)

    block(blocker=bob, person=ada.pk)
    absent = asked(to_global("User", 2**50))
    assert absent[0] == ("NOT_FOUND", "User not found.", "id")
    assert asked(gid(bob)) == absent


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows() -> None:
    ada, troll, *fans = make_users("ada", "troll", *(f"fan{number}" for number in range(12)))
    client = GraphQLClient(ada)
    for some in (fans[:2], fans):
        for fan in some:
            follow(follower=fan, followee=troll.pk)
            made_bulk_act(by=ada, person=fan)
        with statements() as sql, recorded_statements() as cypher:
            shown = client.data(PREVIEW, id=gid(troll))["previewBlock"]
        assert (shown["hit"], len(shown["sample"])) == (1 + len(some), min(len(some), 10))
        # The viewer, the user and the sample.
        assert (len(sql), len(cypher)) == (3, 1)
        with statements() as sql, recorded_statements() as cypher:
            assert len(client.data(ACTS)["bulkActs"]["nodes"]) >= len(some)
        # The viewer, the acts and the users.
        assert (len(sql), len(cypher)) == (3, 0)
