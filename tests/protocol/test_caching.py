"""Who may keep an answer, over real HTTP."""

from typing import Any

import pytest
import requests
from django.conf import LazySettings
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import User
from tests.factories import make_user
from tests.journeys.server import Service

pytestmark = pytest.mark.usefixtures("stores")

SHARED = "public, max-age=10"
NEVER = "private, no-store"
VARY = ["Accept", "Authorization", "Session-Mode", "origin"]
QUERY = "query ($name: String!) { user(username: $name) { username bio } }"


@pytest.fixture
def ada(stores: None) -> User:
    return make_user("ada")


def get(service: Service, query: str = QUERY, **headers: str) -> requests.Response:
    return requests.get(
        f"{service.address}/graphql/",
        params={"query": query, "variables": '{"name": "ada"}'},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        timeout=30,
    )


def caching(response: requests.Response) -> tuple[int, str, list[str], bool]:
    headers = response.headers
    varies = sorted(headers["Vary"].split(", "))
    return response.status_code, headers["Cache-Control"], varies, "ETag" in headers


def test_what_everybody_gets_may_be_kept_by_anybody(service: Service, ada: User) -> None:
    response = get(service)

    assert response.json() == {"data": {"user": {"username": "ada", "bio": ""}}}
    assert caching(response) == (200, SHARED, VARY, True)
    head = requests.head(
        f"{service.address}/graphql/", params={"query": "{ __typename }"}, timeout=30
    )
    assert (caching(head), head.content) == ((200, SHARED, VARY, True), b"")


def test_an_answer_that_has_not_changed_is_not_sent_again(service: Service, ada: User) -> None:
    etag = get(service).headers["ETag"]

    same = get(service, If_None_Match=etag)
    assert (caching(same), same.content) == ((304, SHARED, VARY, True), b"")
    assert same.headers["ETag"] == etag
    assert len(same.headers["X-Request-ID"]) == 32
    # As a proxy that compresses has it, and among others.
    assert get(service, If_None_Match=f'"x", W/{etag}').status_code == 304

    User.objects.filter(pk=ada.pk).update(bio="Counting.")
    changed = get(service, If_None_Match=etag)
    assert caching(changed) == (200, SHARED, VARY, True)
    assert changed.json()["data"]["user"]["bio"] == "Counting."
    assert changed.headers["ETag"] != etag


def test_another_media_type_is_another_answer(service: Service, ada: User) -> None:
    plain = get(service, Accept="application/json")
    precise = get(service, Accept="application/graphql-response+json")

    assert plain.content == precise.content
    assert plain.headers["ETag"] != precise.headers["ETag"]


@pytest.mark.parametrize("name", ["Authorization", "Session-Mode"])
def test_what_somebody_gets_is_theirs_alone(service: Service, ada: User, name: str) -> None:
    value = f"Bearer {access_token(ada)}" if name == "Authorization" else "cookie"
    etag = get(service).headers["ETag"]

    response = get(service, **{name: value, "If-None-Match": etag})

    assert response.json()["data"]["user"]["username"] == "ada"
    assert caching(response) == (200, NEVER, VARY, False)


def test_a_port_that_a_client_made_up_is_kept_by_nobody(service: Service, ada: User) -> None:
    """URLs of images have it, and a cache may take both addresses for one."""
    port = service.address.rpartition(":")[2]
    assert caching(get(service, Host=f"localhost:{port}")) == (200, SHARED, VARY, True)
    assert caching(get(service, Host="localhost")) == (200, SHARED, VARY, True)
    assert caching(get(service, Host="localhost:1337")) == (200, NEVER, VARY, False)
    assert caching(get(service, Host=f"localhost:1{port}")) == (200, NEVER, VARY, False)


def test_behind_a_proxy_ports_are_those_of_known_origins(settings: LazySettings) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.CSRF_TRUSTED_ORIGINS = ["http://localhost:8443"]

    def kept(host: str) -> str:
        client = Client(SERVER_NAME="localhost", SERVER_PORT="8000", headers={"Host": host})
        return client.get("/graphql/", {"query": "{ __typename }"})["Cache-Control"]

    assert [kept(host) for host in ("localhost", "localhost:8443")] == [SHARED, SHARED]
    assert [kept(host) for host in ("localhost:8000", "localhost:1337")] == [NEVER, NEVER]


def test_cookies_alone_are_nobodys(service: Service, ada: User) -> None:
    response = get(service, Cookie=f"__Host-access={access_token(ada)}")

    assert caching(response) == (200, SHARED, VARY, True)


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("{ notifications { totalCount } }", "application/json", 200),
        ("{ notifications { totalCount } }", "application/graphql-response+json", 200),
        ("{ nothing }", "application/json", 200),
        ("{ nothing }", "application/graphql-response+json", 400),
        ("mutation { logoutEverywhere { ok } }", "application/json", 405),
        ("", "application/json", 400),
        ("{ __typename }", "text/csv", 406),
    ],
)
def test_errors_are_kept_by_nobody(service: Service, query: str, accept: str, status: int) -> None:
    response = get(service, query, Accept=accept)

    assert response.json()["errors"]
    assert caching(response) == (status, NEVER, VARY, False)


def test_an_answer_to_a_post_is_kept_by_nobody(service: Service, ada: User) -> None:
    body: dict[str, Any] = {"query": QUERY, "variables": {"name": "ada"}}

    response = requests.post(f"{service.address}/graphql/", json=body, timeout=30)

    assert response.json()["data"]["user"]["username"] == "ada"
    assert caching(response) == (200, NEVER, VARY, False)
