"""An account over real HTTP: renamed, deactivated, and back again."""

from collections.abc import Iterator

import pytest

from core.relay.relay import drain
from tests.core.consistency.auditing import found

from .server import Service, served
from .test_first_day import LOGIN, PASSWORD, join

PROFILE = "query ($name: String!) { user(username: $name) { username followersCount postsCount } }"


@pytest.fixture
def service(stores: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with served(tmp_path_factory.mktemp("life") / "media") as server:
        yield server
    drain()
    assert found() == []


def test_a_name_and_an_account_come_back(service: Service) -> None:
    ada, bob = join(service, "ada"), join(service, "bob")
    ada.data('mutation { createPost(content: "Hello.") { post { id } } }')
    bob.data('mutation { followUser(username: "ada") { user { id } } }')

    rename = 'mutation { changeUsername(username: "countess") { user { username } } }'
    assert ada.data(rename) == {"changeUsername": {"user": {"username": "countess"}}}
    before = bob.data(PROFILE, name="Ada")
    assert before == {"user": {"username": "countess", "followersCount": 1, "postsCount": 1}}
    taken = bob.post('mutation { changeUsername(username: "ADA") { user { id } } }')["errors"][0]
    assert taken["message"] == "This username is taken."
    mention = 'mutation { createPost(content: "Hi @ada!") { post { mentions { username } } } }'
    assert bob.data(mention)["createPost"]["post"]["mentions"] == [{"username": "countess"}]

    gone = ada.data("mutation ($p: String!) { deactivateAccount(password: $p) { ok } }", p=PASSWORD)
    assert gone == {"deactivateAccount": {"ok": True}}
    assert ada.post("{ me { id } }")["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    for name in ("ada", "countess"):
        assert bob.data(PROFILE, name=name) == {"user": None}

    again = service.as_somebody_else()
    again.token = again.data(LOGIN, username="countess", password=PASSWORD)["login"]["token"]
    assert again.data("{ me { isDeactivated } }") == {"me": {"isDeactivated": True}}
    refused = again.post('mutation { createPost(content: "Hi.") { post { id } } }')["errors"][0]
    assert refused["message"] == "Your account is deactivated. Reactivate it first."
    back = again.data("mutation { reactivateAccount { user { isDeactivated } } }")
    assert back == {"reactivateAccount": {"user": {"isDeactivated": False}}}
    assert bob.data(PROFILE, name="ada") == before
