"""The latest requests of a developer's server: their statements, and nothing that is secret."""

import html
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import Client, RequestFactory

from core.accounts.models import User
from core.common.signals import request_answered
from core.dev.requests import recorded, recorder
from core.dev.requests.views import latest, one_request
from core.telemetry import statements
from tests.factories import make_post, make_user

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "a-good-pass-phrase"
LOGIN = f'mutation SignIn {{ login(username: "ada", password: "{PASSWORD}") {{ token }} }}'
FEED = "query Feed($first: Int) { feed(first: $first) { content } }"


@pytest.fixture(autouse=True)
def recording(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """A service with the middleware of development, whose files are in an empty folder."""
    settings.VAR = tmp_path
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "core.dev.requests.recorder.Recorder"]
    yield
    request_answered.disconnect(dispatch_uid=recorder.__name__)
    statements._watchers[:] = [each for each in statements._watchers if each != recorder.watch]


@pytest.fixture
def client() -> Client:
    return Client()


def send(client: Client, query: str, token: str = "", **variables: object) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = client.post(
        "/graphql/",
        {"query": query, "variables": variables},
        content_type="application/json",
        headers=headers,
    )
    found: dict[str, object] = response.json()
    return found


def ada_with_password() -> User:
    ada = make_user("ada")
    ada.set_password(PASSWORD)
    ada.save()
    return ada


def page(name: str = "") -> str:
    request = RequestFactory().get("/dev/requests/")
    response = one_request(request, name) if name else latest(request)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    return html.unescape(response.content.decode())


def test_an_operation_is_shown_with_its_statements_and_no_secret(
    client: Client, tmp_path: Path
) -> None:
    ada = ada_with_password()
    make_post(ada)
    token = send(client, LOGIN)["data"]["login"]["token"]  # type: ignore[index]
    assert send(client, FEED, token, first=5) == {"data": {"feed": []}}

    feed, login = recorded.requests()
    assert (login.described, login.status, login.error_codes) == ("mutation SignIn", 200, [])
    assert (feed.described, feed.user_id) == ("query Feed", ada.pk)
    assert (feed.count("SQL"), feed.count("Cypher")) == (1, 1)
    assert feed.milliseconds >= feed.milliseconds_in("SQL") + feed.milliseconds_in("Cypher") > 0
    assert [each.at for each in feed.statements] == sorted(each.at for each in feed.statements)
    kept = "".join(path.read_text() for path in (tmp_path / "requests").iterdir())
    for secret in (PASSWORD, token, "ada", "argon2"):
        assert secret not in kept.replace("core_", "")

    listed = page()
    assert listed.index("query Feed") < listed.index("mutation SignIn")
    shown = page(feed.name)
    assert "1 SQL in " in shown
    assert f"· user {ada.pk} · cost " in shown
    assert [each.text.strip() for each in feed.statements] == re.findall(
        r"<pre>(.*?)</pre>", shown, re.DOTALL
    )


def test_a_statement_that_is_repeated_is_marked(client: Client) -> None:
    ada_with_password()
    send(client, LOGIN)
    [login] = recorded.requests()
    text, times = max(login.repeated().items(), key=lambda each: each[1])
    assert times == sum(each.text == text for each in login.statements) > 1
    assert page(login.name).count(f"×{times}</span>") >= times


def test_a_refused_operation_is_one_request(client: Client) -> None:
    send(client, "{ nothing }")
    [refused] = recorded.requests()
    assert (refused.described, refused.error_codes) == ("No operation", ["BAD_USER_INPUT"])
    assert refused.statements == []
    assert "200 BAD_USER_INPUT" in page()


def test_a_page_is_logged_by_its_route_if_it_asks_a_store_or_fails(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "core.dev.requests"):
        assert client.get("/about/").status_code == 200
        assert client.get("/data/a-secret-link").status_code == 401
        assert client.get("/data/a-secret-link/more").status_code == 404
    lines = [re.sub(r"[\d.]+ ms", "… ms", each.message) for each in caplog.records]
    assert [each for each in lines if each.startswith("GET")] == [
        "GET /data/<str:link>: 401 in … ms, 0 SQL, 0 Cypher",
        "GET an unknown address: 404 in … ms, 0 SQL, 0 Cypher",
    ]
    assert "secret" not in page()


def test_the_oldest_go(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(recorded, "KEPT", 2)
    for name in ("First", "Second", "Third"):
        send(client, f"query {name} {{ __typename }}")
    assert [each.described for each in recorded.requests()] == ["query Third", "query Second"]
    assert len(list((tmp_path / "requests").iterdir())) == 2


def test_there_is_nothing_else_to_read(tmp_path: Path) -> None:
    assert "No request was answered yet." in page()
    (tmp_path / "secret.json").write_text("{}")
    for name in ("../secret", "1-gone", ""):
        with pytest.raises(Http404):
            one_request(RequestFactory().get("/"), name)


def test_only_development_has_the_pages(client: Client) -> None:
    assert client.get("/dev/requests/").status_code == 404
