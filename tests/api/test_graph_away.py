"""What works while Neo4j is unavailable, and what does not, field by field."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from core.comments.models import Comment
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.relay.relay import drain
from graph.connection import driver
from graph.connection.client import breaker
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.graph_state import edges
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

UNAVAILABLE = {"code": "GRAPH_UNAVAILABLE"}


@pytest.fixture
def outage() -> Iterator[None]:
    """Tests end with the real Neo4j, whatever they pointed the driver at."""
    yield
    bring_back()


def stop_neo4j() -> None:
    """From now on nobody listens where Neo4j is expected."""
    driver.configure("bolt://127.0.0.1:1")


def bring_back() -> None:
    """Neo4j is where it was; wait until that is noticed."""
    driver.configure(settings.NEO4J_URL)
    wait_until(lambda: not breaker.is_open)


def test_documents_are_read_and_only_graph_fields_fail(outage: None) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada, "Still here.")
    stop_neo4j()
    answer = GraphQLClient(bob).answer(
        """
        query ($id: ID!) {
          me { username followersCount }
          post(id: $id) { content author { username } likesCount viewerHasLiked comments { id } }
          feed { id }
          followSuggestions { score }
          unreadNotificationsCount
        }
        """,
        id=gid(post),
    )
    assert answer["data"] == {
        "me": {"username": "bob", "followersCount": None},
        "post": {
            "content": "Still here.",
            "author": {"username": "ada"},
            "likesCount": None,
            "viewerHasLiked": None,
            "comments": [],
        },
        "feed": None,
        "followSuggestions": None,
        "unreadNotificationsCount": 0,
    }
    assert [error["extensions"] for error in answer["errors"]] == [UNAVAILABLE] * 5


def test_writes_are_accepted_and_applied_later(outage: None) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    stop_neo4j()
    client = GraphQLClient(bob)
    followed = client.data(
        "mutation ($id: ID!) { followUser(id: $id) { user { username } } }", id=gid(ada)
    )
    assert followed == {"followUser": {"user": {"username": "ada"}}}
    client.data("mutation ($id: ID!) { likePost(id: $id) { post { content } } }", id=gid(post))
    client.data(
        'mutation ($id: ID!) { createComment(post: $id, content: "Hm.") { comment { id } } }',
        id=gid(post),
    )
    assert Comment.objects.count() == 1
    assert JournalEntry.objects.filter(applied_at__isnull=True).count() == 3
    bring_back()
    drain()
    assert edges() == [
        ("COMMENTED_ON", bob.pk, post.pk),
        ("FOLLOWS", bob.pk, ada.pk),
        ("LIKED", bob.pk, post.pk),
        ("POSTED", ada.pk, post.pk),
    ]
    data = GraphQLClient(ada).data("{ unreadNotificationsCount }")
    assert data == {"unreadNotificationsCount": 3}


def test_what_was_known_is_there_again_without_a_restart(outage: None) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    make_post(ada, "Hello again.")
    stop_neo4j()
    assert GraphQLClient(bob).refusal("{ feed { content } }")[0] == "GRAPH_UNAVAILABLE"
    bring_back()
    assert GraphQLClient(bob).data("{ feed { content } }") == {
        "feed": [{"content": "Hello again."}]
    }
