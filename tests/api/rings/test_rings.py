"""Moderators read rings and decide about them; nobody else learns that there are any."""

import pytest

from api.relay.ids import to_global
from core.accounts.models import User
from core.jobs.worker import drain
from tests.api.client import GraphQLClient
from tests.core.rings.made import made_rings, make_ring
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

ONE = """query ($id: ID!) { ring(id: $id) {
    place size trust tiesInside tiesOutside members { username ties trust }
    follows { follower followee isInside isMutual }
    decision { action state changed restored }
} }"""
ALL = "{ rings { id place size decision { state } } }"
DECIDE = """mutation ($id: ID!) { decideRing(id: $id, action: SUSPEND) {
    ring { decision { action state } } } }"""
UNDO = "mutation ($id: ID!) { undoRingDecision(id: $id) { ring { decision { state } } } }"


def test_a_moderator_suspends_a_ring_and_restores_it() -> None:
    moderator, ring, members = make_ring(3)
    client, key = GraphQLClient(moderator), to_global("Ring", ring.pk)
    assert client.data(ONE, id=key)["ring"] == {
        "place": 1,
        "size": 3,
        "trust": 0,
        "tiesInside": 0,
        "tiesOutside": 0,
        "members": [{"username": user.username, "ties": 1, "trust": 0} for user in members],
        "follows": [],
        "decision": None,
    }
    decided = client.data(DECIDE, id=key)["decideRing"]["ring"]["decision"]
    assert decided == {"action": "SUSPEND", "state": "RUNNING"}
    assert client.refusal(DECIDE, id=key) == (
        "BAD_USER_INPUT",
        "A decision about this ring is in force. Undo it first.",
        "id",
    )
    drain()
    shown = client.data(ONE, id=key)["ring"]
    assert shown["decision"] == {"action": "SUSPEND", "state": "DONE", "changed": 3, "restored": 0}
    assert [member["username"] for member in shown["members"]] == ["member0", "member1", "member2"]
    assert not User.objects.filter(username__startswith="member", is_active=True).exists()
    client.data(UNDO, id=key)
    drain()
    assert client.data(ONE, id=key)["ring"]["decision"] is None
    assert User.objects.filter(username__startswith="member", is_active=True).count() == 3
    assert client.refusal(UNDO, id=key)[0] == "NOT_FOUND"


def test_rings_cost_the_same_statements_however_many() -> None:
    moderator, ring, members = make_ring(1)
    client = GraphQLClient(moderator)
    client.data(ALL)
    with statements() as few:
        assert len(client.data(ALL)["rings"]) == 1
    made_rings(*members, *make_users("bob", "cyd"))
    with statements() as many:
        found = client.data(ALL)["rings"]
    assert [(each["place"], each["decision"]) for each in found] == [
        (1, {"state": "DONE"}),
        (2, None),
    ]
    assert len(few) == len(many)
    assert GraphQLClient(members[0]).refusal(ALL)[0] == "FORBIDDEN"
    assert GraphQLClient(members[0]).refusal(ONE, id=to_global("Ring", ring.pk))[0] == "FORBIDDEN"
