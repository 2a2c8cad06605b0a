"""People over the API: oneself, others, the search, and profiles."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from api.auth.tokens import access_token
from core.accounts.models import User
from core.accounts.profiles import update_profile
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

PERSON = """
query ($id: ID, $username: String) {
  user(id: $id, username: $username) { id username email dateJoined profileImage }
}
"""
PEOPLE = """
query ($search: String, $first: Int, $after: String) {
  users(search: $search, first: $first, after: $after) {
    nodes { username followersCount viewerFollows }
    totalCount
    pageInfo { endCursor hasNextPage }
  }
}
"""
UPDATE = """
mutation ($name: String, $bio: String, $image: Upload) {
  updateProfile(displayName: $name, bio: $bio, profileImage: $image) {
    user { displayName bio profileImage small: profileImage(size: SMALL) email }
  }
}
"""

anyone = GraphQLClient()


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (200, 100), "teal").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), content_type="image/png")


def upload(user: User, file: SimpleUploadedFile) -> Any:
    """The answer to updateProfile with a file, by the multipart request specification."""
    return (
        Client()
        .post(
            "/graphql/",
            {
                "operations": json.dumps({"query": UPDATE, "variables": {"image": None}}),
                "map": json.dumps({"0": ["variables.image"]}),
                "0": file,
            },
            headers={
                "Authorization": f"Bearer {access_token(user)}",
                "GraphQL-Preflight": "1",
            },
        )
        .json()
    )


def test_me() -> None:
    ada = make_user("ada")
    query = "{ me { id username displayName email bio profileImage } }"
    assert GraphQLClient(ada).data(query)["me"] == {
        "id": gid(ada),
        "username": "ada",
        "displayName": "ada",
        "email": "ada@example.com",
        "bio": "",
        "profileImage": None,
    }
    assert anyone.data(query) == {"me": None}


def test_a_person_by_id_or_name_and_the_address_for_the_owner_alone() -> None:
    ada, bob = make_users("Ada", "bob")
    shown = {
        "id": gid(ada),
        "username": "Ada",
        "email": None,
        "dateJoined": f"{ada.date_joined:%Y-%m-%dT%H:%M:%S.%fZ}",
        "profileImage": None,
    }
    assert anyone.data(PERSON, id=gid(ada))["user"] == shown
    assert GraphQLClient(bob).data(PERSON, username="aDA")["user"] == shown
    mine = GraphQLClient(ada).data(PERSON, username="ada")["user"]
    assert mine == shown | {"email": "Ada@example.com"}


def test_one_statement_for_a_person_and_one_for_the_token() -> None:
    ada, bob = make_users("ada", "bob")
    with statements() as seen:
        GraphQLClient(ada).data(PERSON, id=gid(bob))
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("variables", "refused"),
    [
        ({}, ("BAD_USER_INPUT", "Give either `id` or `username`.", "id")),
        (
            {"id": "x", "username": "ada"},
            ("BAD_USER_INPUT", "Give either `id` or `username`.", "id"),
        ),
        (
            {"id": "x"},
            ("BAD_USER_INPUT", "Invalid ID. Use an ID returned by this API, unchanged.", "id"),
        ),
    ],
)
def test_a_person_who_is_named_badly(variables: dict[str, str], refused: tuple[str, ...]) -> None:
    assert anyone.refusal(PERSON, **variables) == refused


@pytest.mark.parametrize("username", ["nobody", "", "%"])
def test_nobody_of_that_name(username: str) -> None:
    make_user("ada")
    assert anyone.data(PERSON, username=username) == {"user": None}


def test_people_are_found_page_by_page_by_a_fixed_number_of_statements() -> None:
    make_users("bob", *(f"ada{number}" for number in range(5)))
    with statements() as sql, recorded_statements() as cypher:
        first = anyone.data(PEOPLE, search="ADA", first=2)["users"]
    assert [node["username"] for node in first["nodes"]] == ["ada0", "ada1"]
    assert first["nodes"][0] == {"username": "ada0", "followersCount": 0, "viewerFollows": False}
    assert first["totalCount"] == 5
    assert first["pageInfo"]["hasNextPage"] is True
    assert (len(sql), len(cypher)) == (4, 1)
    with statements() as sql, recorded_statements() as cypher:
        rest = anyone.data(PEOPLE, search="ADA", after=first["pageInfo"]["endCursor"])["users"]
    assert [node["username"] for node in rest["nodes"]] == ["ada2", "ada3", "ada4"]
    assert rest["pageInfo"]["hasNextPage"] is False
    assert (len(sql), len(cypher)) == (4, 1)
    assert anyone.data(PEOPLE)["users"]["totalCount"] == 6


def test_a_profile_is_changed_left_and_cleared() -> None:
    client = GraphQLClient(make_user("ada"))
    changed = client.data(UPDATE, name="Ada Lovelace", bio="I count.")["updateProfile"]["user"]
    assert changed == {
        "displayName": "Ada Lovelace",
        "bio": "I count.",
        "profileImage": None,
        "small": None,
        "email": "ada@example.com",
    }
    assert client.data(UPDATE, bio=None)["updateProfile"]["user"] == changed | {"bio": ""}
    assert client.data(UPDATE)["updateProfile"]["user"] == changed | {"bio": ""}
    assert client.refusal(UPDATE, bio="x" * 301) == (
        "BAD_USER_INPUT",
        "This has 301 characters; at most 300 are allowed.",
        "bio",
    )
    assert User.objects.get().display_name == "Ada Lovelace"


def test_a_profile_image_in_two_sizes_and_none(media: Path) -> None:
    ada = make_user("ada")
    user = upload(ada, picture())["data"]["updateProfile"]["user"]
    large, small = (
        user[name].removeprefix("http://testserver/media/") for name in ("profileImage", "small")
    )
    with Image.open(media / large) as image:
        assert image.size == (100, 100)
    with Image.open(media / small) as image:
        assert image.size == (96, 96)
    cleared = GraphQLClient(ada).data(UPDATE, image=None)["updateProfile"]["user"]
    assert (cleared["profileImage"], cleared["small"]) == (None, None)
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_file_that_is_no_image(media: Path) -> None:
    ada = make_user("ada")
    update_profile(user=ada, bio="Mine.")
    [error] = upload(ada, SimpleUploadedFile("me.png", b"<svg/>"))["errors"]
    message = "The file is not a JPEG, PNG, WebP or GIF image."
    assert error["message"] == message
    assert error["extensions"] == {
        "code": "BAD_USER_INPUT",
        "field": "profileImage",
        "fields": {"profileImage": message},
    }
    assert User.objects.get().bio == "Mine."
    assert [path for path in media.rglob("*") if path.is_file()] == []
