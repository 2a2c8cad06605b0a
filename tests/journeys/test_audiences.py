"""A post for some, over real HTTP: whom it reaches, who may comment, and what narrowing leaves."""

from collections.abc import Iterator

import pytest

from core.relay.relay import drain
from graph.connection.warmup import warm_up
from tests.core.consistency.auditing import found

from .server import Service, served
from .test_first_day import join

READ = """
query ($id: ID!) { post(id: $id) {
  content audience whoMayComment viewerCanComment mentions { username }
  comments { content mentions { username } }
} }
"""
PUBLISH = """
mutation ($content: String!) {
  createPost(content: $content, audience: FOLLOWERS) { post { id } }
}
"""
CHANGE = """
mutation ($id: ID!, $content: String, $audience: PostAudience) {
  updatePost(id: $id, content: $content, audience: $audience) { post { id } }
}
"""
COMMENT = """
mutation ($id: ID!) { createComment(post: $id, content: "Ask @Cyd.") { comment { content } } }
"""
NEWS = "{ notifications(kinds: [MENTION]) { nodes { actor { username } comment { content } } } }"


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    warm_up()
    with served(tmp_path_factory.mktemp("audiences") / "media") as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Service:
    """The service, with empty stores."""
    return server


def reads(session: Service, id_: str) -> bool:
    """Whether there is such a post for them."""
    return session.data(READ, id=id_)["post"] is not None


def mentioned_by(session: Service) -> list[tuple[str, str | None]]:
    """Who mentions them, and in which comment."""
    nodes = session.data(NEWS)["notifications"]["nodes"]
    return [
        (node["actor"]["username"], node["comment"] and node["comment"]["content"])
        for node in nodes
    ]


def test_a_post_for_some(service: Service) -> None:
    ada, bob, cyd, dan = (join(service, name) for name in ("ada", "bob", "cyd", "dan"))
    bob.data('mutation { followUser(username: "ada") { user { id } } }')
    ada.data("mutation { updatePrivacy(whoMayComment: FOLLOWED) { user { id } } }")
    id_ = ada.data(PUBLISH, content="For @cyd.")["createPost"]["post"]["id"]
    readers = (ada, bob, cyd, dan)
    assert [reads(each, id_) for each in readers] == [True, True, True, False]
    assert mentioned_by(cyd) == [("ada", None)]

    assert bob.data(READ, id=id_)["post"] == {
        "content": "For @cyd.",
        "audience": "FOLLOWERS",
        "whoMayComment": "FOLLOWED",
        "viewerCanComment": False,
        "mentions": [{"username": "cyd"}],
        "comments": [],
    }
    for session, code in ((bob, "FORBIDDEN"), (dan, "NOT_FOUND")):
        [error] = session.post(COMMENT, id=id_)["errors"]
        assert error["extensions"]["code"] == code
    ada.data('mutation { followUser(username: "bob") { user { id } } }')
    assert bob.data(READ, id=id_)["post"]["viewerCanComment"]
    bob.data(COMMENT, id=id_)
    said = [{"content": "Ask @Cyd.", "mentions": [{"username": "cyd"}]}]
    assert cyd.data(READ, id=id_)["post"]["comments"] == said
    assert mentioned_by(cyd) == [("bob", "Ask @Cyd."), ("ada", None)]

    ada.data(CHANGE, id=id_, audience="MENTIONED")
    assert [reads(each, id_) for each in readers] == [True, False, True, False]
    [error] = ada.post(CHANGE, id=id_, audience="FOLLOWERS")["errors"]
    assert error["extensions"]["field"] == "audience"
    ada.data(CHANGE, id=id_, content="For @dan.")
    assert [reads(each, id_) for each in readers] == [True, False, False, True]
    assert (mentioned_by(cyd), mentioned_by(dan)) == ([], [("ada", None)])
    assert ada.data(READ, id=id_)["post"]["comments"] == said
    drain()
    assert found() == []
