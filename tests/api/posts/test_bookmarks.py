"""Bookmarks over the API: one's own, newest first, and a pinned number of statements."""

from typing import Any

import pytest

from core.bookmarks.services import bookmark, remove_bookmark
from core.journal.models import JournalEntry
from core.posts.services import delete_post
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

BOOKMARK = """
mutation ($id: ID!) { bookmarkPost(id: $id) { post { content viewerHasBookmarked } } }
"""
LIST = "{ bookmarks { totalCount nodes { content author { username } viewerHasBookmarked } } }"


def contents(client: GraphQLClient) -> list[str]:
    """The texts of the bookmarked posts."""
    return [post["content"] for post in client.data(LIST)["bookmarks"]["nodes"]]


def test_bookmark_twice_and_remove_twice() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    client = GraphQLClient(bob)
    for _ in range(2):
        assert client.data(BOOKMARK, id=gid(post)) == {
            "bookmarkPost": {"post": {"content": "Hello.", "viewerHasBookmarked": True}}
        }
    for _ in range(2):
        assert client.data(BOOKMARK.replace("bookmarkPost", "removeBookmark"), id=gid(post)) == {
            "removeBookmark": {"post": {"content": "Hello.", "viewerHasBookmarked": False}}
        }
    assert JournalEntry.objects.filter(kind__in=["bookmarked", "unbookmarked"]).count() == 2


def test_the_newest_bookmark_comes_first_whatever_the_age_of_the_post() -> None:
    ada, bob = make_users("ada", "bob")
    posts = [make_post(ada, f"Post {number}") for number in range(3)]
    client = GraphQLClient(bob)
    for place in (1, 2, 0):
        bookmark(viewer=bob, post=posts[place].pk)
    assert client.data(LIST) == {
        "bookmarks": {
            "totalCount": 3,
            "nodes": [
                {
                    "content": f"Post {place}",
                    "author": {"username": "ada"},
                    "viewerHasBookmarked": True,
                }
                for place in (0, 2, 1)
            ],
        }
    }
    remove_bookmark(viewer=bob, post=posts[2].pk)
    bookmark(viewer=bob, post=posts[2].pk)
    assert contents(client) == ["Post 2", "Post 0", "Post 1"]
    delete_post(editor=ada, post=posts[0].pk)
    assert contents(client) == ["Post 2", "Post 1"]


def test_the_number_of_statements_is_that_of_a_page_of_the_feed() -> None:
    ada, bob = make_users("ada", "bob")
    client = GraphQLClient(bob)

    def counted(query: str) -> tuple[int, int]:
        with statements() as sql, recorded_statements() as cypher:
            client.data(query)
        return len(sql), len(cypher)

    page = "{ bookmarks { nodes { content viewerHasBookmarked } } }"
    for number in range(12):
        bookmark(viewer=bob, post=make_post(ada, f"Post {number}").pk)
        if number == 0:
            few = counted(page)
    # The viewer's token, the posts; the skeleton, and one for all that is bookmarked.
    assert few == counted(page) == (2, 2)
    assert counted("{ bookmarks { nodes { content } } }") == (2, 1)
    assert counted("{ bookmarks { totalCount } }") == (2, 2)
    assert counted("{ posts { nodes { viewerHasBookmarked viewerHasLiked } } }") == (2, 2)


def test_nobody_sees_the_bookmarks_of_others() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    bookmark(viewer=bob, post=post.pk)
    flag = "query ($id: ID!) { post(id: $id) { viewerHasBookmarked } }"
    for viewer, expected in ((None, False), (ada, False), (bob, True)):
        answer: Any = GraphQLClient(viewer).data(flag, id=gid(post))
        assert answer == {"post": {"viewerHasBookmarked": expected}}
    assert GraphQLClient(ada).data(LIST) == {"bookmarks": {"totalCount": 0, "nodes": []}}
    assert GraphQLClient().refusal(LIST)[0] == "UNAUTHENTICATED"


def test_refusals() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    assert GraphQLClient().refusal(BOOKMARK, id=gid(post))[0] == "UNAUTHENTICATED"
    missing = GraphQLClient(bob).refusal(BOOKMARK, id="UG9zdDo5")
    assert missing == ("NOT_FOUND", "Post not found.", "id")
    assert not JournalEntry.objects.filter(kind="bookmarked").exists()
