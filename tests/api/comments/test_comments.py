"""Comments over the API."""

import pytest

from core.comments.models import Comment
from core.comments.services import create_comment
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users

pytestmark = pytest.mark.usefixtures("stores")

CREATE = """
mutation ($post: ID!, $content: String!, $parent: ID) {
  createComment(post: $post, content: $content, parent: $parent) {
    comment {
      content author { username } parent { content } post { commentsCount } createdAt editedAt
    }
  }
}
"""


def test_a_comment_and_a_reply() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    client = GraphQLClient(bob)
    comment = client.data(CREATE, post=gid(post), content="First.")["createComment"]["comment"]
    assert comment["author"] == {"username": "bob"}
    assert comment["parent"] is None
    assert comment["post"] == {"commentsCount": 1}
    assert comment["editedAt"] is None
    first = Comment.objects.get()
    reply = GraphQLClient(ada).data(CREATE, post=gid(post), content="Second.", parent=gid(first))
    assert reply["createComment"]["comment"]["parent"] == {"content": "First."}
    thread = client.data(
        """
        query ($id: ID!) { post(id: $id) {
          comments { content replies { content author { username } } }
          commentsConnection(first: 1) { totalCount nodes { content } }
        } }
        """,
        id=gid(post),
    )["post"]
    assert thread == {
        "comments": [
            {"content": "Second.", "replies": []},
            {
                "content": "First.",
                "replies": [{"content": "Second.", "author": {"username": "ada"}}],
            },
        ],
        "commentsConnection": {"totalCount": 2, "nodes": [{"content": "Second."}]},
    }


def test_refusals_name_the_argument() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    client = GraphQLClient(bob)
    assert GraphQLClient().refusal(CREATE, post=gid(post), content="x")[0] == "UNAUTHENTICATED"
    assert client.refusal(CREATE, post=gid(post), content=" ") == (
        "BAD_USER_INPUT",
        "This must not be empty.",
        "content",
    )
    assert client.refusal(CREATE, post="UG9zdDo5", content="x") == (
        "NOT_FOUND",
        "Post not found.",
        "post",
    )
    assert client.refusal(CREATE, post=gid(post), content="x", parent="Q29tbWVudDo5") == (
        "NOT_FOUND",
        "Comment not found.",
        "parent",
    )
    assert not Comment.objects.exists()


def test_edit_and_delete() -> None:
    ada, bob = make_users("ada", "bob")
    comment = create_comment(author=bob, post=make_post(ada).pk, content="Frist.")
    edit = """
    mutation ($id: ID!) { updateComment(id: $id, content: "First.") { comment { content } } }
    """
    assert GraphQLClient(ada).refusal(edit, id=gid(comment))[0] == "FORBIDDEN"
    assert GraphQLClient(bob).data(edit, id=gid(comment)) == {
        "updateComment": {"comment": {"content": "First."}}
    }
    delete = "mutation ($id: ID!) { deleteComment(id: $id) { id } }"
    assert GraphQLClient(ada).data(delete, id=gid(comment)) == {
        "deleteComment": {"id": gid(comment)}
    }
    assert not Comment.objects.exists()


def test_mentions() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    client = GraphQLClient(bob)
    for content in ("@cyd and @ada", "Nobody.", "@bob, @nobody"):
        client.data(CREATE, post=gid(post), content=content)
    query = """
    query ($id: ID!) { post(id: $id) { comments { mentions { username followersCount } } } }
    """
    reader = GraphQLClient(ada)
    expected = [
        {"mentions": [{"username": "bob", "followersCount": 0}]},
        {"mentions": []},
        {
            "mentions": [
                {"username": "cyd", "followersCount": 0},
                {"username": "ada", "followersCount": 0},
            ]
        },
    ]
    assert reader.data(query, id=gid(post)) == {"post": {"comments": expected}}
    news = "{ notifications(kinds: [MENTION]) { nodes { kind actor { username } } } }"
    mention = {"kind": "MENTION", "actor": {"username": "bob"}}
    assert GraphQLClient(cyd).data(news) == {"notifications": {"nodes": [mention]}}
    assert reader.data(news) == {"notifications": {"nodes": []}}
    many = " ".join(f"@nobody{number}" for number in range(21))
    code, message = client.refusal(CREATE, post=gid(post), content=many)[:2]
    assert (code, message) == ("BAD_USER_INPUT", "This mentions 21 people; at most 20 are allowed.")
