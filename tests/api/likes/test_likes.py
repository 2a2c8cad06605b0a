"""Likes over the API."""

import pytest

from core.blocks.services import block
from core.journal.models import JournalEntry
from core.likes.services import like
from graph.connection.client import recorded_statements
from graph.edges import LIKED
from graph.traversals.counts import POST_COUNTS_AND_LIKED
from graph.writes.edges import SHOWING
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

LIKE = "mutation ($id: ID!) { likePost(id: $id) { post { likesCount viewerHasLiked } } }"


def test_like_twice_and_unlike_twice() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    client = GraphQLClient(bob)
    for _ in range(2):
        assert client.data(LIKE, id=gid(post)) == {
            "likePost": {"post": {"likesCount": 1, "viewerHasLiked": True}}
        }
    for _ in range(2):
        assert client.data(LIKE.replace("likePost", "unlikePost"), id=gid(post)) == {
            "unlikePost": {"post": {"likesCount": 0, "viewerHasLiked": False}}
        }
    assert JournalEntry.objects.filter(kind__in=["liked", "unliked"]).count() == 2


@pytest.mark.parametrize("name", ["likePost", "unlikePost"])
def test_the_answer_is_what_the_write_has_shown(name: str) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    client, query = GraphQLClient(bob), LIKE.replace("likePost", name)
    if name == "unlikePost":
        client.data(LIKE, id=gid(post))
    # Viewer, locks, notification, entry, mark, waking twice, post; tests have no quotas.
    with statements() as sql, recorded_statements() as cypher:
        client.data(query, id=gid(post))
    assert (len(sql), cypher) == (8 if name == "likePost" else 7, [SHOWING[LIKED]])
    with recorded_statements() as cypher:
        client.data(query, id=gid(post))
    assert cypher == [POST_COUNTS_AND_LIKED]


def test_who_is_hidden_by_a_block_is_not_counted_in_the_answer() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    like(liker=cyd, post=post.pk)
    block(blocker=cyd, person=bob.pk)
    assert GraphQLClient(bob).data(LIKE, id=gid(post)) == {
        "likePost": {"post": {"likesCount": 1, "viewerHasLiked": True}}
    }
    assert GraphQLClient(ada).data(LIKE, id=gid(post)) == {
        "likePost": {"post": {"likesCount": 3, "viewerHasLiked": True}}
    }


def test_refusals() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    assert GraphQLClient().refusal(LIKE, id=gid(post))[0] == "UNAUTHENTICATED"
    missing = GraphQLClient(bob).refusal(LIKE, id="UG9zdDo5")
    assert missing == ("NOT_FOUND", "Post not found.", "id")
    wrong = GraphQLClient(bob).refusal(LIKE, id=gid(ada))
    assert wrong == ("BAD_USER_INPUT", "This is the ID of a User. Expected the ID of a Post.", "id")
    assert not JournalEntry.objects.filter(kind="liked").exists()
