"""Posts over the API."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from api.auth.tokens import access_token
from core.follows.services import follow
from core.likes.services import like
from core.posts.models import Post
from core.posts.services import NewImage, create_post
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")


def picture() -> io.BytesIO:
    """A real PNG file."""
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "lake.png"
    return file


def test_the_mutation_of_the_design() -> None:
    ada = make_user("ada")
    data = GraphQLClient(ada).data(
        'mutation { createPost(content: "My first post!") { post { id content } } }'
    )
    post = Post.objects.get()
    assert data == {"createPost": {"post": {"id": gid(post), "content": "My first post!"}}}


def test_a_post_with_an_image_by_multipart(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada = make_user("ada")
    query = """
    mutation ($images: [Upload!]) {
      createPost(content: "A lake.", images: $images, imageDescriptions: ["Teal."]) {
        post { images { url(size: SMALL) large: url width height description } }
      }
    }
    """
    response = Client().post(
        "/graphql/",
        {
            "operations": json.dumps({"query": query, "variables": {"images": [None]}}),
            "map": json.dumps({"0": ["variables.images.0"]}),
            "0": picture(),
        },
        headers={"Authorization": f"Bearer {access_token(ada)}", "GraphQL-Preflight": "1"},
    )
    [image] = response.json()["data"]["createPost"]["post"]["images"]
    assert (image["width"], image["height"], image["description"]) == (800, 600, "Teal.")
    assert image["url"].startswith("http://testserver/media/posts/")
    assert image["url"].endswith("-small.jpg")
    assert (tmp_path / image["large"].removeprefix("http://testserver/media/")).is_file()


def test_edit_and_delete() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada, "Frist.")
    edit = """
    mutation ($id: ID!) { updatePost(id: $id, content: "First.") { post { content editedAt } } }
    """
    delete = "mutation ($id: ID!) { deletePost(id: $id) { id } }"
    for mutation in (edit, delete):
        assert GraphQLClient(bob).refusal(mutation, id=gid(post)) == (
            "FORBIDDEN",
            "Only its author may change a post.",
            "id",
        )
        assert GraphQLClient().refusal(mutation, id=gid(post))[0] == "UNAUTHENTICATED"
    edited = GraphQLClient(ada).data(edit, id=gid(post))["updatePost"]["post"]
    assert edited["content"] == "First."
    assert datetime.fromisoformat(edited["editedAt"]).tzinfo is not None
    assert GraphQLClient(ada).data(delete, id=gid(post)) == {"deletePost": {"id": gid(post)}}
    assert GraphQLClient(ada).refusal(delete, id=gid(post)) == (
        "NOT_FOUND",
        "Post not found.",
        "id",
    )


def test_more_descriptions_than_images() -> None:
    refused = GraphQLClient(make_user("ada")).refusal(
        'mutation { createPost(content: "Hm.", imageDescriptions: ["What?"]) { post { id } } }'
    )
    message = "There are more descriptions than images."
    assert refused == ("BAD_USER_INPUT", message, "imageDescriptions")
    assert not Post.objects.exists()


def test_a_key_returns_the_first_answer_in_this_and_in_later_requests() -> None:
    ada = make_user("ada")
    asking = GraphQLClient(ada)
    once = 'createPost(content: "Once.", idempotencyKey: "abc") { post { id content } }'

    data = asking.data(f"mutation {{ a: {once} b: {once} }}")
    later = asking.data(f"mutation {{ a: {once} }}")

    post = {"post": {"id": gid(Post.objects.get()), "content": "Once."}}
    assert (data, later) == ({"a": post, "b": post}, {"a": post})
    other = 'mutation { createPost(content: "Twice.", idempotencyKey: "abc") { post { id } } }'
    message = "This key was used with another input."
    assert asking.refusal(other) == ("BAD_USER_INPUT", message, "idempotencyKey")


def search(**arguments: Any) -> list[str]:
    """The texts of the posts that match."""
    data = GraphQLClient().data(
        """
        query (
          $author: ID, $search: String, $after: DateTime, $before: DateTime, $hasImage: Boolean
        ) {
          posts(
            author: $author, search: $search, createdAfter: $after, createdBefore: $before,
            hasImage: $hasImage
          ) { totalCount nodes { content } }
        }
        """,
        **arguments,
    )
    found = data["posts"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["content"] for node in found["nodes"]]


def test_search_by_author_words_dates_and_images(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada, bob = make_users("ada", "bob")
    first = make_post(ada, "A long walk along the river.")
    make_post(ada, "Bread, at last. The walking is over.")
    create_post(author=bob, content="My bread.", images=[NewImage(picture())])
    assert search() == [
        "My bread.",
        "Bread, at last. The walking is over.",
        "A long walk along the river.",
    ]
    assert search(author=gid(bob)) == ["My bread."]
    assert search(search="walk") == [
        "Bread, at last. The walking is over.",
        "A long walk along the river.",
    ]
    assert search(search="bread -walk") == ["My bread."]
    assert search(search='"long walk"') == ["A long walk along the river."]
    assert search(search="river or bread", author=gid(ada)) == [
        "Bread, at last. The walking is over.",
        "A long walk along the river.",
    ]
    assert search(search="'); DROP TABLE core_post; --") == []
    assert search(hasImage=True) == ["My bread."]
    assert len(search(hasImage=False)) == 2
    assert search(before=datetime(2020, 1, 1, tzinfo=UTC).isoformat()) == []
    assert len(search(after=first.created_at.isoformat())) == 3
    assert search(before=first.created_at.isoformat()) == []


def test_a_search_is_bounded() -> None:
    refused = GraphQLClient().refusal(
        "query ($text: String!) { posts(search: $text) { nodes { id } } }", text="x" * 201
    )
    message = "This has 201 characters; at most 200 are allowed."
    assert refused == ("BAD_USER_INPUT", message, "search")


def test_likers_whom_i_follow_come_first() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    post = make_post(ada)
    follow(follower=dan, followee=bob.pk)
    for liker in (bob, cyd, ada):
        like(liker=liker, post=post.pk)
    query = """
    query ($id: ID!, $first: Int, $after: String) {
      post(id: $id) {
        likesCount viewerHasLiked
        likers(first: $first, after: $after) {
          totalCount nodes { username } pageInfo { endCursor hasNextPage }
        }
      }
    }
    """
    found = GraphQLClient(dan).data(query, id=gid(post), first=2)["post"]
    assert (found["likesCount"], found["viewerHasLiked"]) == (3, False)
    assert found["likers"]["totalCount"] == 3
    assert found["likers"]["nodes"] == [{"username": "bob"}, {"username": "ada"}]
    cursor = found["likers"]["pageInfo"]["endCursor"]
    rest = GraphQLClient(dan).data(query, id=gid(post), first=2, after=cursor)["post"]["likers"]
    assert rest["nodes"] == [{"username": "cyd"}]
    assert rest["pageInfo"]["hasNextPage"] is False
    anonymous = GraphQLClient().data(query, id=gid(post), first=3)["post"]["likers"]["nodes"]
    assert [node["username"] for node in anonymous] == ["ada", "cyd", "bob"]


def test_counts_do_not_multiply() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada)
    client = GraphQLClient(bob)
    for liker in (bob, cyd):
        like(liker=liker, post=post.pk)
    for number in range(3):
        client.data(
            "mutation ($post: ID!, $text: String!) "
            "{ createComment(post: $post, content: $text) { comment { id } } }",
            post=gid(post),
            text=f"Comment {number}.",
        )
    found = client.data(
        "query ($id: ID!) { post(id: $id) { likesCount commentsCount viewerHasLiked } }",
        id=gid(post),
    )["post"]
    assert found == {"likesCount": 2, "commentsCount": 3, "viewerHasLiked": True}


def test_a_post_that_is_not_there() -> None:
    assert GraphQLClient().data('{ post(id: "UG9zdDo5") { content } }') == {"post": None}
