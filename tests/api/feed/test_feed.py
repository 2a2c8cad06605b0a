"""The feed over the API: the design's query, pages, and a pinned number of statements."""

from typing import Any

import pytest

from core.accounts.models import User
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like
from core.posts.services import delete_post
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

# The design's query, word for word.
FEED = "query { feed { id content author { username } likesCount comments { content } } }"


def contents(posts: list[dict[str, Any]]) -> list[str]:
    """The texts of the posts."""
    return [post["content"] for post in posts]


def follower_of(*authors: User) -> User:
    """Someone who follows these."""
    viewer = make_user("viewer")
    for author in authors:
        follow(follower=viewer, followee=author.pk)
    return viewer


def test_the_query_of_the_design() -> None:
    ada, bob = make_users("ada", "bob")
    viewer = follower_of(ada)
    post = make_post(ada, "My first post!")
    make_post(bob, "Not followed.")
    like(liker=bob, post=post.pk)
    create_comment(author=bob, post=post.pk, content="First.")
    create_comment(author=viewer, post=post.pk, content="Second.")
    assert GraphQLClient(viewer).data(FEED) == {
        "feed": [
            {
                "id": gid(post),
                "content": "My first post!",
                "author": {"username": "ada"},
                "likesCount": 1,
                "comments": [{"content": "Second."}, {"content": "First."}],
            }
        ]
    }


def test_own_posts_come_when_asked_for() -> None:
    ada = make_user("ada")
    viewer = follower_of(ada)
    make_post(ada, "Hers.")
    make_post(viewer, "Mine.")
    client = GraphQLClient(viewer)
    assert contents(client.data("{ feed { content } }")["feed"]) == ["Hers."]
    own = client.data("{ feed(includeOwn: true) { content } }")["feed"]
    assert contents(own) == ["Mine.", "Hers."]


def test_pages_by_the_id_of_the_last_post_while_posts_come_and_go() -> None:
    ada = make_user("ada")
    viewer = follower_of(ada)
    posts = [make_post(ada, f"Post {number}.") for number in range(7)]
    client = GraphQLClient(viewer)
    query = "query ($before: ID) { feed(first: 3, before: $before) { id content } }"
    first = client.data(query)["feed"]
    assert contents(first) == ["Post 6.", "Post 5.", "Post 4."]
    make_post(ada, "Post 7.")
    delete_post(editor=ada, post=posts[4].pk)
    delete_post(editor=ada, post=posts[3].pk)
    second = client.data(query, before=first[-1]["id"])["feed"]
    assert contents(second) == ["Post 2.", "Post 1.", "Post 0."]
    assert client.data(query, before=second[-1]["id"])["feed"] == []


def test_the_connection_pages_in_both_directions() -> None:
    ada = make_user("ada")
    viewer = follower_of(ada)
    for number in range(5):
        make_post(ada, f"Post {number}.")
    client = GraphQLClient(viewer)
    query = """
    query ($first: Int, $after: String, $last: Int, $before: String) {
      feedConnection(first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges { cursor node { content } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
    """

    def page(**arguments: Any) -> tuple[list[str], bool, bool, dict[str, Any]]:
        found = client.data(query, **arguments)["feedConnection"]
        info = found["pageInfo"]
        assert found["totalCount"] == 5
        texts = [edge["node"]["content"] for edge in found["edges"]]
        return texts, info["hasPreviousPage"], info["hasNextPage"], info

    texts, previous, following, info = page(first=2)
    assert (texts, previous, following) == (["Post 4.", "Post 3."], False, True)
    texts, previous, following, info = page(first=2, after=info["endCursor"])
    assert (texts, previous, following) == (["Post 2.", "Post 1."], True, True)
    texts, previous, following, _ = page(first=2, after=info["endCursor"])
    assert (texts, previous, following) == (["Post 0."], True, False)
    texts, previous, following, info = page(last=2)
    assert (texts, previous, following) == (["Post 1.", "Post 0."], True, False)
    texts, previous, following, info = page(last=2, before=info["startCursor"])
    assert (texts, previous, following) == (["Post 3.", "Post 2."], True, True)
    texts, previous, following, _ = page(last=2, before=info["startCursor"])
    assert (texts, previous, following) == (["Post 4."], False, True)


def test_both_lists_take_an_id_and_a_cursor() -> None:
    ada, grace = make_users("ada", "grace")
    follow(follower=ada, followee=grace.pk)
    posts = [make_post(grace, f"Post {number}.") for number in range(5)]
    client = GraphQLClient(ada)
    edges = client.data("{ feedConnection { edges { cursor node { id } } } }")
    cursors = {each["node"]["id"]: each["cursor"] for each in edges["feedConnection"]["edges"]}
    middle = gid(posts[2])
    older, newer = ["Post 1.", "Post 0."], ["Post 4.", "Post 3."]

    for place in (middle, cursors[middle]):
        plain = client.data("query ($at: ID) { feed(before: $at) { content } }", at=place)
        assert [post["content"] for post in plain["feed"]] == older
        for argument, expected in (("before", newer), ("after", older)):
            field = f"feedConnection({argument}: $at) {{ nodes {{ content }} }}"
            page = client.data(f"query ($at: String) {{ {field} }}", at=place)
            assert [post["content"] for post in page["feedConnection"]["nodes"]] == expected


def test_nobody_has_a_feed_without_signing_in() -> None:
    assert GraphQLClient().refusal(FEED) == ("UNAUTHENTICATED", "Sign in first.", None)


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ("first: 0", "first", "`first` must be from 1 to 100, not 0."),
        ("first: 101", "first", "`first` must be from 1 to 100, not 101."),
        (
            'before: "x"',
            "before",
            "Invalid ID. Use an ID returned by this API, unchanged.",
        ),
        (
            'before: "VXNlcjox"',
            "before",
            "This is the ID of a User. Expected the ID of a Post.",
        ),
    ],
)
def test_bad_arguments_are_named(arguments: str, field: str, message: str) -> None:
    client = GraphQLClient(make_user("ada"))
    refused = client.refusal(f"{{ feed({arguments}) {{ id }} }}")
    assert refused == ("BAD_USER_INPUT", message, field)


@pytest.mark.parametrize("size", [1, 20, 50])
def test_the_number_of_statements_does_not_depend_on_the_number_of_posts(size: int) -> None:
    authors = make_users(*(f"author{number}" for number in range(5)))
    viewer = follower_of(*authors)
    for number in range(size):
        post = make_post(authors[number % 5])
        create_comment(author=viewer, post=post.pk, content="Ah.")
    client = GraphQLClient(viewer)
    query = FEED.replace("feed {", f"feed(first: {size}) {{")
    with statements() as sql, recorded_statements() as cypher:
        assert len(client.data(query)["feed"]) == size
    # The viewer; the posts with their authors; their comments.
    assert len(sql) == 3
    # The skeleton, with the counts.
    assert len(cypher) == 1


RICH = """{ feed(first: 3) { content likesCount commentsCount viewerHasLiked images { url }
  author { username displayName profileImage }
  comments(first: 2) { content author { username } replies { author { username } } } } }"""


def test_a_rich_feed_reads_authors_with_what_they_wrote() -> None:
    bob, eve = make_users("bob", "eve")
    viewer = follower_of(bob)
    for number in range(3):
        post = make_post(bob, f"Post {number}")
        first = create_comment(author=eve, post=post.pk, content=f"First {number}")
        create_comment(author=viewer, post=post.pk, content=f"Reply {number}", parent=first.pk)
        create_comment(author=bob, post=post.pk, content=f"Last {number}")
    client = GraphQLClient(viewer)
    with statements() as sql, recorded_statements() as cypher:
        feed = client.data(RICH)["feed"]
    assert [post["content"] for post in feed] == ["Post 2", "Post 1", "Post 0"]
    assert feed[0]["author"]["username"] == "bob"
    assert feed[0]["comments"] == [
        {"content": "Last 2", "author": {"username": "bob"}, "replies": []},
        {"content": "Reply 2", "author": {"username": viewer.username}, "replies": []},
    ]
    # The viewer; the posts, their comments and the replies, each with authors. No post has images.
    assert len(sql) == 4
    # The skeleton, with the counts and which posts the viewer likes.
    assert len(cypher) == 1
