"""A full disk has a code of its own, leaves nothing half-written, and ends with some space."""

import errno
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import User
from core.common.disks import is_disk_full
from core.journal.models import JournalEntry
from core.media.models import DoomedFile
from core.posts.models import Post
from tests.api.client import GraphQLClient
from tests.core.media.pictures import encoded, quarters
from tests.disks import Disk, small_disk
from tests.factories import make_user
from tests.postgres import own_postgres

pytestmark = pytest.mark.usefixtures("stores")

MESSAGE = "The storage of this service is full. Nothing was saved. Try again later."
CREATE = "mutation ($text: String!) { createPost(content: $text) { post { content } } }"
TEXT = "Nothing compresses this. " * 80


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """The disk of the PostgreSQL that Django is connected to."""
    with (
        small_disk(tmp_path / "disk", 250) as disk,
        own_postgres(disk.folder, monkeypatch),
    ):
        yield disk


def write_until_full(client: GraphQLClient) -> tuple[int, dict[str, Any]]:
    """Write posts until one is refused; returns how many were made, and the answer to that one."""
    for number in range(2_000):
        answer = client.answer(CREATE, text=f"{number} {TEXT}")
        if "errors" in answer:
            return number, answer
    raise AssertionError("The disk was never full.")


def test_a_full_postgres_disk(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    ada = make_user("ada")
    client = GraphQLClient(ada)
    disk.fill()
    made, answer = write_until_full(client)

    [error] = answer["errors"]
    assert (answer["data"], error["message"], error["extensions"]) == (
        {"createPost": None},
        MESSAGE,
        {"code": "STORAGE_FULL"},
    )
    assert Post.objects.count() == made
    assert JournalEntry.objects.filter(kind="posted").count() == made
    # Reading goes on.
    assert client.data("{ me { username } }") == {"me": {"username": "ada"}}
    logged = [r for r in caplog.records if r.name == "api.errors"]
    assert {(r.levelno, r.exc_info) for r in logged} == {(logging.WARNING, None)}
    assert "failed, storage full: could not extend file" in logged[0].getMessage()

    disk.make_space()
    for _ in range(made + 3):
        assert client.data(CREATE, text="There is space.")["createPost"]["post"]
    assert Post.objects.count() == made + made + 3


UPLOAD = """
mutation ($image: Upload!) { createPost(content: "A lake.", images: [$image]) { post { content } } }
"""


def upload(user: User) -> dict[str, Any]:
    """The answer to a post with a picture."""
    picture = SimpleUploadedFile("lake.png", encoded(quarters(400, 300), "PNG"), "image/png")
    response = Client().post(
        "/graphql/",
        {
            "operations": json.dumps({"query": UPLOAD, "variables": {"image": None}}),
            "map": json.dumps({"0": ["variables.image"]}),
            "0": picture,
        },
        headers={"Authorization": f"Bearer {access_token(user)}", "GraphQL-Preflight": "1"},
    )
    answer: dict[str, Any] = response.json()
    return answer


def test_a_full_disk_for_pictures(settings: LazySettings, tmp_path: Path) -> None:
    ada = make_user("ada")
    with small_disk(tmp_path / "disk", 1) as disk:
        media = disk.folder / "media"
        settings.MEDIA_ROOT = str(media)
        for year in ("posts", "posts/2026"):
            (media / year).mkdir(parents=True, exist_ok=True)
        disk.fill()
        answer = upload(ada)
        [error] = answer["errors"]
        assert (error["message"], error["extensions"]) == (MESSAGE, {"code": "STORAGE_FULL"})
        assert (Post.objects.count(), JournalEntry.objects.filter(kind="posted").count()) == (0, 0)
        assert [path for path in media.rglob("*") if path.is_file()] == []

        disk.make_space()
        assert upload(ada) == {"data": {"createPost": {"post": {"content": "A lake."}}}}
        assert len([path for path in media.rglob("*") if path.is_file()]) == 2
    assert not DoomedFile.objects.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_found_behind_other_errors(number: int) -> None:
    error = ValueError("The upload failed.")
    error.__cause__ = OSError(number, "No.")
    assert is_disk_full(error)
    assert not is_disk_full(OSError(errno.EIO, "No."))
    error.__cause__ = error
    assert not is_disk_full(error)
