"""Reported, hidden, appealed and overturned, over real HTTP; an audit of both stores at the end."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.relay.relay import drain
from graph.connection.warmup import warm_up
from tests.core.consistency.auditing import found

from .server import Service, served
from .test_first_day import join

QUEUE = """
{ moderationQueue(state: OPEN) { id kind reportsCount text user { username followersCount } } }
"""
CASE = """
query ($id: ID!) { moderationCase(id: $id) {
  reports { reporter { username } category text }
  evidence { text audience }
  history { action state by { username } }
} }
"""
DECIDE = """
mutation ($id: ID!, $action: ModerationAction!) {
  decideCase(id: $id, action: $action, reason: "It is rude.", rule: "Be kind.") { decision { id } }
}
"""
STATEMENTS = "{ statements { id action reason rule state canAppeal appeal { state answer } } }"
LOG = "{ moderationLog { kind action reason } }"


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    warm_up()
    with served(tmp_path_factory.mktemp("moderation") / "media") as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Iterator[Service]:
    """The service with empty stores, which agree at the end."""
    yield server
    drain()
    assert found() == []


def moderator(service: Service, name: str) -> Service:
    session = join(service, name)
    set_moderator(person=User.objects.get(username=name).pk, is_moderator=True)
    return session


def report(session: Service, id_: str, text: str) -> Any:
    made = session.data(
        "mutation ($id: ID!, $text: String!) {"
        " report(id: $id, category: HARASSMENT, text: $text) { report { subjectId state } } }",
        id=id_,
        text=text,
    )
    return made["report"]["report"]


def code_of(session: Service, query: str, **variables: Any) -> str:
    """The code of the refusal."""
    [error] = session.post(query, **variables)["errors"]
    code: str = error["extensions"]["code"]
    return code


def texts(session: Service) -> list[str]:
    found_posts = session.data("{ posts { nodes { content } } }")["posts"]["nodes"]
    return [post["content"] for post in found_posts]


def test_two_reports_a_hidden_post_and_an_appeal_that_succeeds(service: Service) -> None:
    ada, bob, cat = (join(service, name) for name in ("ada", "bob", "cat"))
    mod, other = moderator(service, "maud"), moderator(service, "olga")
    post = ada.data('mutation { createPost(content: "Rude.") { post { id } } }')
    id_ = post["createPost"]["post"]["id"]

    assert report(bob, id_, "Look.") == {"subjectId": id_, "state": "OPEN"}
    report(cat, id_, "Me too.")
    [case] = mod.data(QUEUE)["moderationQueue"]
    assert (case["reportsCount"], case["text"]) == (2, "Rude.")
    assert case["user"] == {"username": "ada", "followersCount": 0}
    looked = mod.data(CASE, id=case["id"])["moderationCase"]
    assert [each["reporter"]["username"] for each in looked["reports"]] == ["cat", "bob"]
    assert looked["evidence"] == [{"text": "Rude.", "audience": "PUBLIC"}]
    assert looked["history"] == []

    mod.data(DECIDE, id=case["id"], action="HIDE")
    assert texts(bob) == []
    assert ada.data("{ me { posts { nodes { standing } } } }")["me"]["posts"]["nodes"] == [
        {"standing": "HIDDEN"}
    ]
    assert bob.data("{ reports { state } }")["reports"] == [{"state": "DECIDED"}]
    [statement] = ada.data(STATEMENTS)["statements"]
    assert (statement["reason"], statement["rule"]) == ("It is rude.", "Be kind.")
    assert statement["canAppeal"]
    [note] = ada.data("{ notifications { nodes { kind actor { username } } } }")["notifications"][
        "nodes"
    ]
    assert note == {"kind": "MODERATION", "actor": {"username": "ada"}}

    appealed = 'mutation ($id: ID!) { appeal(id: $id, text: "A joke.") { statement { id } } }'
    ada.data(appealed, id=statement["id"])
    judge = (
        'mutation ($id: ID!) { decideAppeal(id: $id, overturn: true, reason: "It was.")'
        " { decision { state } } }"
    )
    assert code_of(mod, judge, id=statement["id"]) == "FORBIDDEN"
    appealed_against = "{ moderationDecisions(appeal: OPEN) { id by { username } } }"
    assert other.data(appealed_against)["moderationDecisions"] == [
        {"id": statement["id"], "by": {"username": "maud"}}
    ]
    other.data(judge, id=statement["id"])
    assert other.data(appealed_against)["moderationDecisions"] == []
    assert texts(bob) == ["Rude."]
    [statement] = ada.data(STATEMENTS)["statements"]
    assert (statement["state"], statement["appeal"]) == (
        "OVERTURNED",
        {"state": "OVERTURNED", "answer": "It was."},
    )
    lines = other.data(LOG)["moderationLog"]
    assert [line["kind"] for line in lines] == ["OVERTURNED", "APPEALED", "DECIDED"]
    assert code_of(bob, LOG) == "FORBIDDEN"


def test_a_post_that_nobody_reported_is_removed_by_two(service: Service) -> None:
    ada, bob = join(service, "ada"), join(service, "bob")
    mod, other = moderator(service, "maud"), moderator(service, "olga")
    post = ada.data('mutation { createPost(content: "Rude.") { post { id } } }')
    id_ = post["createPost"]["post"]["id"]
    propose = """mutation ($id: ID!) {
      proposeRemoval(id: $id, reason: "It is rude.") { decision { state } } }"""
    approve = """mutation ($id: ID!) {
      approveDecision(id: $id, approve: true) { decision { state } } }"""
    assert code_of(bob, propose, id=id_) == "FORBIDDEN"
    mod.data(propose, id=id_)
    assert texts(bob) == []
    waiting = "{ moderationDecisions(state: PROPOSED) { id caseId reason } }"
    [proposal] = other.data(waiting)["moderationDecisions"]
    looked = other.data(CASE, id=proposal["caseId"])["moderationCase"]
    assert looked["evidence"] == [{"text": "Rude.", "audience": "PUBLIC"}]
    assert looked["reports"] == []
    assert code_of(mod, approve, id=proposal["id"]) == "FORBIDDEN"
    other.data(approve, id=proposal["id"])
    assert other.data(waiting)["moderationDecisions"] == []
    assert ada.data("{ me { posts { nodes { id } } } }")["me"]["posts"]["nodes"] == []
    lines = other.data(LOG)["moderationLog"]
    assert [line["kind"] for line in lines] == ["APPROVED", "PROPOSED"]
