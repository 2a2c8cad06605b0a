"""Uploads while all places for pictures are taken: 503, and nothing was done."""

import io
import json
from contextlib import ExitStack
from typing import Any

import psutil
import pytest
from django.conf import LazySettings
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import User
from core.common.rates import Rate
from core.media import POST_IMAGE
from core.media import pool as pools
from core.media.models import DoomedFile
from core.media.pool import BUSY, MAX_PLACES, MAX_PLACES_EACH, pool
from core.posts.models import Post
from core.ratelimit.models import Allowance
from tests.core.media.pictures import encoded, plain
from tests.factories import make_user
from tests.threads import at_once
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

POST = 'mutation ($f: Upload!) { createPost(content: "Look.", images: [$f]) { post { id } } }'
PROFILE = "mutation ($f: Upload!) { updateProfile(profileImage: $f) { user { id } } }"
PICTURE = encoded(plain((8, 8)), "PNG")


def upload(user: User, query: str) -> Any:
    file = io.BytesIO(PICTURE)
    file.name = "a.png"
    return Client().post(
        "/graphql/",
        {
            "operations": json.dumps({"query": query, "variables": {"f": None}}),
            "map": json.dumps({"0": ["variables.f"]}),
            "0": file,
        },
        headers={"Authorization": f"Bearer {access_token(user)}", "GraphQL-Preflight": "1"},
    )


def found_no_place(response: Any) -> bool:
    [error] = json.loads(response.content)["errors"]
    assert (error["message"], error["extensions"]) == (
        BUSY,
        {"code": "OVERLOADED", "retryAfter": 3},
    )
    return (response.status_code, response["Retry-After"]) == (503, "3")


@pytest.fixture
def ada(stores: None) -> User:
    return make_user("ada")


@pytest.mark.parametrize("query", [POST, PROFILE])
def test_nothing_is_done_without_a_place(ada: User, query: str) -> None:
    with ExitStack() as taken:
        for person in range(MAX_PLACES):
            taken.enter_context(pool.place(-person))
        assert found_no_place(upload(ada, query))

    assert not Post.objects.exists()
    assert not DoomedFile.objects.exists()
    assert not Allowance.objects.exists()


def test_one_person_does_not_take_all_places(
    ada: User, settings: LazySettings, tmp_path: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with ExitStack() as taken:
        for _ in range(MAX_PLACES_EACH):
            taken.enter_context(pool.place(ada.pk))
        assert found_no_place(upload(ada, POST))
        assert "errors" not in json.loads(upload(make_user("bob"), POST).content)


def test_who_waited_in_vain_may_try_as_often_as_before(
    ada: User, settings: LazySettings, tmp_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.RATES = {**settings.RATES, "pictures": Rate(1, "hour")}
    pool.process(PICTURE, POST_IMAGE)
    child = psutil.Process(pool.pid)
    child.suspend()

    def in_vain() -> Any:
        wait_until(lambda: pool.is_working)
        monkeypatch.setattr(pools, "MAX_WAIT", 0.01)
        try:
            return upload(ada, POST)
        finally:
            child.resume()

    first, answer = at_once(lambda: pool.process(PICTURE, POST_IMAGE), in_vain)

    assert not isinstance(answer, Exception)
    assert found_no_place(answer)
    assert not isinstance(first, Exception)
    monkeypatch.setattr(pools, "MAX_WAIT", 20.0)
    assert "errors" not in json.loads(upload(ada, PROFILE).content)
