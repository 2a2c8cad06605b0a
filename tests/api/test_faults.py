"""All that is wrong with the input of a field comes in one answer, `extensions.fields`."""

import io
import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from api.auth.tokens import access_token
from api.relay.ids import to_global
from core.accounts.models import User
from core.posts.models import Post
from tests.everything import everything
from tests.factories import make_post, make_user

from .client import GraphQLClient, gid

pytestmark = pytest.mark.usefixtures("stores")

ID = "Invalid ID. Use an ID returned by this API, unchanged."
EMPTY = "This must not be empty."
NO_IMAGE = "The file is not a JPEG, PNG, WebP or GIF image."
NO_CURSOR = "`{}` is not a cursor of this list. Use a returned cursor, unchanged."
SHORT = "This password is too short. It must contain at least 8 characters."
NUMERIC = f"{SHORT} This password is too common. This password is entirely numeric."
POST = """
    mutation ($content: String!, $images: [Upload!], $descriptions: [String]) {
      createPost(content: $content, images: $images, imageDescriptions: $descriptions) {
        post { content }
      }
    }
"""


def too_long(count: int, most: int) -> str:
    return f"This has {count:,} characters; at most {most:,} are allowed."


def faults(answer: dict[str, Any]) -> dict[str, str]:
    """The faults of the only error, whose message and field are those of the first."""
    [error] = answer["errors"]
    extensions = error["extensions"]
    fields: dict[str, str] = extensions["fields"]
    assert extensions == {"code": "BAD_USER_INPUT", "field": next(iter(fields)), "fields": fields}
    assert error["message"] == fields[extensions["field"]]
    assert not any((answer.get("data") or {}).values())
    return fields


def asked(user: User | None, text: str) -> dict[str, str]:
    """The faults of an operation that changes nothing."""
    before = everything()
    found = faults(GraphQLClient(user).answer(text))
    assert everything() == before
    return found


def image() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(stream, "PNG")
    return stream.getvalue()


def post_with(
    ada: User, files: list[bytes], *, content: str = "A lake.", descriptions: Any = None
) -> dict[str, Any]:
    """The answer to a post with these files."""
    variables = {
        "content": content,
        "images": [None] * len(files),
        "descriptions": descriptions,
    }
    parts = {
        "operations": json.dumps({"query": POST, "variables": variables}),
        "map": json.dumps({str(n): [f"variables.images.{n}"] for n in range(len(files))}),
        **{str(n): SimpleUploadedFile("a.png", each) for n, each in enumerate(files)},
    }
    headers = {"Authorization": f"Bearer {access_token(ada)}", "GraphQL-Preflight": "1"}
    answer: dict[str, Any] = Client().post("/graphql/", parts, headers=headers).json()
    return answer


def signup(**given: str) -> str:
    passed = ", ".join(f"{name}: {json.dumps(value)}" for name, value in given.items())
    return f"mutation {{ signup({passed}) {{ user {{ id }} }} }}"


def test_signing_up_names_every_field() -> None:
    assert asked(None, signup(username="te", email="x", password="123")) == {
        "username": "A username must have at least 3 characters.",
        "email": "Enter a valid email address.",
        "password": NUMERIC,
    }


def test_signing_up_names_what_is_taken_with_the_rest() -> None:
    make_user("ada")

    taken = {"username": "This username is taken."}
    in_use = {"email": "This e-mail address is already in use."}
    both = signup(username="ADA", email="Ada@example.com", password="a-long-password")
    assert asked(None, both) == {**taken, **in_use}
    name = signup(username="Ada", email="new@example.com", password="123")
    assert asked(None, name) == {**taken, "password": NUMERIC}
    address = signup(username="a", email="ADA@EXAMPLE.COM", password="a-long-password")
    assert asked(None, address) == {
        "username": "A username must have at least 3 characters.",
        **in_use,
    }


def test_signing_up_names_a_reserved_name_with_the_rest() -> None:
    assert asked(None, signup(username="Support", email="x", password="a-long-password")) == {
        "username": "This username is reserved.",
        "email": "Enter a valid email address.",
    }


def test_changing_a_password_names_both() -> None:
    ada = make_user("ada")
    ada.set_password("a-long-password")
    ada.save()

    both = 'mutation { changePassword(old: "wrong", new: "k7#qz") { user { id } } }'
    assert asked(ada, both) == {"old": "This password is wrong.", "new": SHORT}


def test_a_profile_names_every_field() -> None:
    ada = make_user("ada")
    query = """
        mutation ($name: String, $bio: String, $file: Upload) {
          updateProfile(displayName: $name, bio: $bio, profileImage: $file) { user { id } }
        }
    """
    variables = {"name": "x" * 51, "bio": "x" * 301}
    texts = {"displayName": too_long(51, 50), "bio": too_long(301, 300)}

    assert faults(GraphQLClient(ada).answer(query, **variables)) == texts
    parts = {
        "operations": json.dumps({"query": query, "variables": {**variables, "file": None}}),
        "map": '{"0": ["variables.file"]}',
        "0": SimpleUploadedFile("me.png", b"<svg/>"),
    }
    headers = {"Authorization": f"Bearer {access_token(ada)}", "GraphQL-Preflight": "1"}
    answer = Client().post("/graphql/", parts, headers=headers).json()
    assert faults(answer) == {**texts, "profileImage": NO_IMAGE}
    ada.refresh_from_db()
    assert (ada.display_name, ada.bio, str(ada.profile_image)) == ("", "", "")


def test_a_post_names_its_text_and_each_image_and_description() -> None:
    ada = make_user("ada")

    answer = post_with(
        ada,
        [image(), b"no", b"", image()],
        content="x" * 5_001,
        descriptions=["Fine.", "x" * 301, None, "x" * 302],
    )

    assert faults(answer) == {
        "content": too_long(5_001, 5_000),
        "images.1": NO_IMAGE,
        "imageDescriptions.1": too_long(301, 300),
        "images.2": "The file is empty.",
        "imageDescriptions.3": too_long(302, 300),
    }
    assert not Post.objects.exists()


@pytest.mark.parametrize("content", ["A lake.", ""])
def test_five_images_are_too_many(settings: LazySettings, tmp_path: Any, content: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada = make_user("ada")

    answer = post_with(ada, [image()] * 5, content=content)

    assert faults(answer) == {"images": "A post can have at most 4 images."}
    assert not Post.objects.exists()
    assert list(tmp_path.rglob("*")) == []


def test_too_many_images_are_named_with_a_bad_text() -> None:
    ada = make_user("ada")

    answer = post_with(ada, [image()] * 5, content="x" * 5_001)

    assert faults(answer) == {
        "content": too_long(5_001, 5_000),
        "images": "A post can have at most 4 images.",
    }


def test_too_many_descriptions_are_named_with_an_empty_text() -> None:
    ada = make_user("ada")

    text = 'mutation { createPost(content: " ", imageDescriptions: ["a"]) { post { id } } }'
    assert asked(ada, text) == {
        "content": EMPTY,
        "imageDescriptions": "There are more descriptions than images.",
    }


def test_comments_and_edits_name_every_field() -> None:
    ada = make_user("ada")
    long = "x" * 5_001
    comment = "comment { id }"

    assert asked(
        ada, f'mutation {{ createComment(post: "x", content: "", parent: "y") {{ {comment} }} }}'
    ) == {"post": ID, "content": EMPTY, "parent": ID}
    assert asked(ada, f'mutation {{ updateComment(id: "x", content: " ") {{ {comment} }} }}') == {
        "id": ID,
        "content": EMPTY,
    }
    text = f'mutation {{ updatePost(id: "x", content: "{long}") {{ post {{ id }} }} }}'
    assert asked(ada, text) == {"id": ID, "content": too_long(5_001, 5_000)}


def test_a_refresh_names_token_and_key() -> None:
    assert asked(None, 'mutation { refreshToken(retryKey: "short") { token } }') == {
        "refreshToken": "Send the refresh token of your session.",
        "retryKey": "Use at least 16 random characters.",
    }


@pytest.mark.parametrize("field", ["followUser", "unfollowUser"])
def test_a_user_is_named_once(field: str) -> None:
    ada = make_user("ada")
    either = "Give either `id` or `username`."

    for given in ("", f'(id: "{gid(ada)}", username: "ada")'):
        text = f"mutation {{ {field}{given} {{ user {{ id }} }} }}"
        assert asked(ada, text) == {"id": either, "username": either}


def test_following_oneself_names_the_argument_that_was_given() -> None:
    ada = make_user("ada")
    oneself = "You cannot follow yourself."

    by_name = 'mutation { followUser(username: "ADA") { user { id } } }'
    assert asked(ada, by_name) == {"username": oneself}
    by_id = f'mutation {{ followUser(id: "{gid(ada)}") {{ user {{ id }} }} }}'
    assert asked(ada, by_id) == {"id": oneself}


def test_a_list_names_each_of_its_arguments() -> None:
    ada = make_user("ada")
    size = "`first` must be from 1 to 100, not 0."

    assert asked(ada, '{ posts(first: 0, after: "x", before: "y") { totalCount } }') == {
        "first": size,
        "after": NO_CURSOR.format("after"),
        "before": NO_CURSOR.format("before"),
    }
    assert asked(ada, '{ posts(first: 1, last: 1, after: "x") { totalCount } }') == {
        "last": "Give `first` or `last`, not both.",
        "after": NO_CURSOR.format("after"),
    }
    assert asked(ada, '{ feed(first: 0, before: "x") { id } }').keys() == {"first", "before"}


def test_the_number_of_values_is_named_and_not_the_cost() -> None:
    ada = make_user("ada")
    ids = json.dumps([to_global("User", 1)] * 1_500)

    assert asked(ada, f"{{ nodes(ids: {ids}) {{ id }} }}") == {
        "ids": "Request at most 100 objects at once."
    }
    many = f"notifications(kinds: [{', '.join(['LIKE', 'FOLLOW'] * 40)}]) {{ totalCount }}"
    assert GraphQLClient(ada).data(f"{{ {many} }}") == {"notifications": {"totalCount": 0}}


def test_a_variable_of_another_type_names_its_argument() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    query = """
        mutation ($a: ID!, $b: String!, $c: ID) {
          createComment(post: $a, content: $b, parent: $c) { comment { id } }
        }
    """

    answer = GraphQLClient(ada).answer(query, a=gid(post), b=["no text"], c={"no": "id"})

    assert [error["extensions"] for error in answer["errors"]] == [
        {"code": "BAD_USER_INPUT", "field": "content"},
        {"code": "BAD_USER_INPUT", "field": "parent"},
    ]
