"""Asking for an export and downloading it: by its user alone, and for as long as the link says."""

import io
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.db.models import F

from api.auth.cookies import ACCESS
from api.relay.ids import to_global
from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.data_exports import links
from core.data_exports.models import DataExport
from core.jobs.worker import drain
from tests.api.client import GraphQLClient, token_of
from tests.core.data_exports.exports import made_export
from tests.private_files import keep_in
from tests.statements import statements
from tests.web import WebClient

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
FIELDS = "id status progress bytes createdAt finishedAt expiresAt downloadUrl"
ASK = f"""mutation ($password: String!) {{
    requestDataExport(password: $password) {{ dataExport {{ {FIELDS} }} }}
}}"""
ONE = f"query ($id: ID!) {{ dataExport(id: $id) {{ {FIELDS} }} }}"
ALL = f"{{ dataExports {{ {FIELDS} }} }}"
URL = "{ dataExports { downloadUrl } }"


@pytest.fixture(autouse=True)
def private(settings: LazySettings, tmp_path: Path) -> Path:
    """The empty folder of private files."""
    return keep_in(tmp_path, settings)


def joined(name: str) -> User:
    """Somebody with a password."""
    return create_user(username=name, email=f"{name}@example.com", password=PASSWORD)


def url_of(user: User) -> str:
    """The address of the newest export."""
    url: str = GraphQLClient(user).data(URL)["dataExports"][0]["downloadUrl"]
    return url.removeprefix("http://testserver")


def fetched(url: str, user: User | None = None, headers: Mapping[str, str] = {}) -> Any:
    """The answer to who opens this address."""
    token = {"Authorization": f"Bearer {token_of(user)}"} if user else {}
    return WebClient().get(url, headers={**token, **headers})


def content(answer: Any) -> bytes:
    """The bytes of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_from_the_wish_to_the_file() -> None:
    ada, bob = joined("ada"), joined("bob")
    client = GraphQLClient(ada)
    assert client.refusal(ASK, password="wrong") == (
        "BAD_USER_INPUT",
        "This password is wrong.",
        "password",
    )
    export = client.data(ASK, password=PASSWORD)["requestDataExport"]["dataExport"]
    running = {"status": "RUNNING", "progress": 0, "bytes": None, "downloadUrl": None}
    assert {name: export[name] for name in running} == running
    assert client.refusal(ASK, password=PASSWORD)[0] == "RATE_LIMITED"
    drain()
    ready = client.data(ONE, id=export["id"])["dataExport"]
    [listed] = client.data(ALL)["dataExports"]
    assert {**listed, "downloadUrl": ""} == {**ready, "downloadUrl": ""}
    assert (ready["status"], ready["progress"]) == ("READY", 1)
    answer = fetched(ready["downloadUrl"], ada)
    assert answer.status_code == 200
    file = content(answer)
    assert ready["bytes"] == len(file) == int(answer["Content-Length"])
    assert "json/profile.json" in ZipFile(io.BytesIO(file)).namelist()
    day = ready["createdAt"][:10]
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="my-data-{day}.zip"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: answer[name] for name in headers} == headers
    assert GraphQLClient(bob).data(ONE, id=export["id"]) == {"dataExport": None}
    assert GraphQLClient(bob).data(ALL) == {"dataExports": []}
    change_person(person=ada.pk, is_active=False)
    ada.refresh_from_db()
    assert client.data(URL)["dataExports"][0]["downloadUrl"]
    assert GraphQLClient(ada).refusal(ASK, password=PASSWORD)[0] == "FORBIDDEN"


def test_a_link_is_of_use_to_its_user_and_while_it_lasts(
    private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = joined("ada"), joined("bob")
    name = "private/exports/one.zip"
    (private / name).parent.mkdir(parents=True)
    (private / name).write_bytes(b"ZIP")
    export, other = made_export(ada, name), made_export(bob)
    url = url_of(ada)
    assert content(fetched(url, ada)) == b"ZIP"
    pk, until, signature = url.removeprefix("/data/").split(".")
    later = str(int(until) + 1)
    refused = {
        "nobody": (url, None, 401),
        "somebody else": (url, bob, 404),
        "another export": (f"/data/{other.pk}.{until}.{signature}", ada, 404),
        "another's link": (url_of(bob), ada, 404),
        "a later end": (f"/data/{pk}.{later}.{signature}", ada, 404),
        "no signature": (f"/data/{pk}.{until}.", ada, 404),
        "other digits": (f"/data/\u0661.{until}.{signature}", ada, 404),
        "many digits": (f"/data/{'9' * 5000}.{until}.{signature}", ada, 404),
        "a path": ("/data/..%2f..%2fetc%2fpasswd", ada, 404),
        "the file itself": (f"/media/{name}", ada, 404),
        "a file that is gone": (url_of(bob), bob, 404),
    }
    for case, (address, user, status) in refused.items():
        answer = fetched(address, user)
        assert (case, answer.status_code) == (case, status)
        assert b"ZIP" not in content(answer)
    assert WebClient().post(url).status_code == 405
    assert WebClient().head(url).status_code == 405
    ranged = fetched(url, ada, {"Range": "bytes=1-1"})
    assert (ranged.status_code, content(ranged)) == (200, b"ZIP")
    monkeypatch.setattr(links, "LIFE", timedelta(seconds=-1))
    assert fetched(url_of(ada), ada).status_code == 404
    monkeypatch.undo()
    DataExport.objects.filter(pk=export.pk).update(expires_at=F("created_at"))
    assert fetched(url, ada).status_code == 404


def test_a_link_ends_with_the_session(private: Path) -> None:
    ada = joined("ada")
    name = "private/one.zip"
    (private / "private").mkdir(parents=True)
    (private / name).write_bytes(b"ZIP")
    made_export(ada, name)
    url, token = url_of(ada), token_of(ada)
    cookie = {"Cookie": f"{ACCESS}={token}", "Host": "testserver"}
    here = {**cookie, "Sec-Fetch-Site": "same-origin"}
    assert content(fetched(url, headers=here)) == b"ZIP"
    assert fetched(url, headers={**cookie, "Sec-Fetch-Site": "cross-site"}).status_code == 401
    assert fetched(url, headers={**cookie, "Origin": "https://evil.example"}).status_code == 401
    assert fetched(url, headers={"Cookie": f"access={token}"}).status_code == 401
    made = create_api_token(user=ada, name="Bot", scopes=list(Scope))
    answer = fetched(url, headers={"Authorization": f"Bearer {made.text}"})
    refusal = "This needs a session: sign in. No API token may do it."
    assert (answer.status_code, content(answer).decode()) == (401, refusal)
    end_all_sessions(ada)
    assert fetched(url, headers=here).status_code == 401
    assert fetched(url, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert fetched(url, headers={"Authorization": "Basic eA=="}).status_code == 401


def test_an_id_of_something_else_is_refused() -> None:
    ada = joined("ada")
    code, _, field = GraphQLClient(ada).refusal(ONE, id=to_global("Post", 1))
    assert (code, field) == ("BAD_USER_INPUT", "id")


def test_many_exports_take_as_many_statements_as_one() -> None:
    ada = joined("ada")
    counts = []
    for _ in range(2):
        made_export(ada)
        with statements() as sql:
            found = GraphQLClient(ada).data(ALL)["dataExports"]
        counts.append((len(found), len(sql)))
    assert counts == [(1, 2), (2, 2)]
