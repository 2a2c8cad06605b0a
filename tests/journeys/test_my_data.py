"""My data over real HTTP: taken home as a file, and brought along as a list."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests

from core.relay.relay import drain
from graph.connection.warmup import warm_up
from tests.core.consistency.auditing import found
from tests.jobs import worker_process
from tests.waiting import wait_until

from .server import Service, served
from .test_first_day import PASSWORD, join, picture

POST = """mutation ($file: Upload!) {
    createPost(content: "=2+3", images: [$file]) { post { id images { url } } }
}"""
FOLLOW = "mutation ($name: String!) { followUser(username: $name) { user { id } } }"
EXPORT = """mutation ($password: String!) {
    requestDataExport(password: $password) { dataExport { id } }
}"""
STATE = "query ($id: ID!) { dataExport(id: $id) { status progress bytes downloadUrl } }"
PREVIEW = """mutation ($file: Upload!) {
    previewRelationImport(file: $file, kind: FOLLOWS) {
        relationImport { id found { username } possible { id username } missing }
    }
}"""
IMPORT = """mutation ($id: ID!, $include: [ID!]!) {
    importRelations(id: $id, include: $include) { relationImport { state total } }
}"""
RECEIPT = "query ($id: ID!) { relationImport(id: $id) { state done total hit restored } }"
UNDO = "mutation ($id: ID!) { undoRelation(id: $id) { relationImport { state } } }"
FOLLOWING = "{ me { followingCount following { nodes { username } } } }"
LIST = b"""Account address,Show boosts,Notify on new posts,Languages
bob@social.example.com,true,false,
cyd@mastodon.example,true,false,
nobody@mastodon.example,true,false,
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service and its worker keep files."""
    return tmp_path_factory.mktemp("my_data")


@pytest.fixture(scope="module")
def server(installed: None, folder: Path) -> Iterator[Service]:
    warm_up()
    private = str(folder / "private")
    with served(folder / "media", PRIVATE_ROOT=private, RATE_DATA_EXPORTS="1/day") as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Iterator[Service]:
    """The service with empty stores, which agree at the end."""
    yield server
    drain()
    assert found() == []


@pytest.fixture
def worker(folder: Path) -> Iterator[None]:
    """A worker beside the service."""
    files = {"PRIVATE_ROOT": str(folder / "private"), "MEDIA_ROOT": str(folder / "media")}
    with worker_process(**files):
        yield


def fetched(url: str, session: Service | None = None) -> requests.Response:
    """The answer to who opens this address."""
    headers = {"Authorization": f"Bearer {session.token}"} if session else {}
    return requests.get(url, headers=headers, timeout=30)


def exported(session: Service) -> dict[str, Any]:
    """A new export, once it is ready."""
    id_ = session.data(EXPORT, password=PASSWORD)["requestDataExport"]["dataExport"]["id"]

    def state() -> dict[str, Any]:
        read: dict[str, Any] = session.data(STATE, id=id_)["dataExport"]
        return read

    wait_until(lambda: state()["status"] == "READY", seconds=60)
    return state()


def test_an_export_is_for_its_user_alone(service: Service, worker: None, folder: Path) -> None:
    ada, bob = join(service, "ada"), join(service, "bob")
    ada.upload(POST, picture())
    ada.data(FOLLOW, name="bob")
    bob.data(FOLLOW, name="ada")
    export = exported(ada)
    answer = fetched(export["downloadUrl"], ada)
    assert (answer.status_code, len(answer.content)) == (200, export["bytes"])
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    with ZipFile(io.BytesIO(answer.content)) as file:
        [post] = json.loads(file.read("json/posts.json"))
        [row] = csv.DictReader(io.StringIO(file.read("csv/posts.csv").decode()))
        assert (post["text"], row["text"]) == ("=2+3", "'=2+3")
        assert file.read(post["images"][0]["file"])
        assert [each["username"] for each in json.loads(file.read("json/followers.json"))] == [
            "bob"
        ]
        assert b"bob@example.com" not in b"".join(file.read(name) for name in file.namelist())
    [stored] = [path for path in (folder / "private").rglob("*") if path.is_file()]
    name = stored.relative_to(folder / "private")
    assert stored.stat().st_mode & 0o077 == 0
    refused = {
        "nobody": (export["downloadUrl"], None, 401),
        "another session": (export["downloadUrl"], bob, 404),
        "changed": (export["downloadUrl"][:-1] + "!", ada, 404),
        "the file": (f"{service.address}/media/{name}", ada, 404),
    }
    for case, (url, session, status) in refused.items():
        assert (case, fetched(url, session).status_code) == (case, status)
    again = ada.post(EXPORT, password=PASSWORD)["errors"][0]
    assert again["extensions"]["code"] == "RATE_LIMITED"
    ada.data("mutation { logoutEverywhere { ok } }")
    assert fetched(export["downloadUrl"], ada).status_code == 401
    session = service.as_somebody_else()
    login = 'mutation ($p: String!) { login(username: "ada", password: $p) { token } }'
    session.token = session.data(login, p=PASSWORD)["login"]["token"]
    session.data("mutation ($p: String!) { deleteAccount(password: $p) { ok } }", p=PASSWORD)
    wait_until(lambda: not stored.exists(), seconds=60)


def test_a_list_of_elsewhere_is_followed_and_back(service: Service, worker: None) -> None:
    ada, _, _ = (join(service, name) for name in ("ada", "bob", "cyd"))
    act = ada.upload(PREVIEW, LIST)["previewRelationImport"]["relationImport"]
    assert act["found"] == [{"username": "bob"}]
    assert [each["username"] for each in act["possible"]] == ["cyd"]
    assert act["missing"] == ["nobody@mastodon.example"]
    assert ada.data(FOLLOWING)["me"]["followingCount"] == 0
    include = [each["id"] for each in act["possible"]]
    begun = ada.data(IMPORT, id=act["id"], include=include)["importRelations"]["relationImport"]
    assert begun == {"state": "RUNNING", "total": 2}

    def receipt() -> dict[str, Any]:
        read: dict[str, Any] = ada.data(RECEIPT, id=act["id"])["relationImport"]
        return read

    wait_until(lambda: receipt()["state"] == "DONE", seconds=60)
    done = {"state": "DONE", "done": 2, "total": 2, "hit": 2, "restored": 0}
    assert receipt() == done
    drain()
    me = ada.data(FOLLOWING)["me"]
    assert [each["username"] for each in me["following"]["nodes"]] == ["cyd", "bob"]
    ada.data(UNDO, id=act["id"])
    wait_until(lambda: receipt()["state"] == "UNDONE", seconds=60)
    assert receipt() == {**done, "state": "UNDONE", "restored": 2}
    drain()
    assert ada.data(FOLLOWING)["me"] == {"followingCount": 0, "following": {"nodes": []}}
