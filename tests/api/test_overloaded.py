"""Waiting for what others hold has a bound, and the answer says when to try again."""

from pathlib import Path

import pytest
import requests
from django.db import connection, transaction

from api.auth.tokens import access_token
from core.accounts.models import User
from core.common.errors import Overloaded
from core.database.transactions import LOCKED
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.posts.models import Post
from tests.factories import make_post, make_users
from tests.journeys.server import served
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

FOLLOW = 'mutation { followUser(username: "bob") { user { username } } }'
ERROR = {"message": LOCKED, "extensions": {"code": "OVERLOADED", "retryAfter": 1}}


def test_a_service_that_waits_too_long_for_a_lock_leaves_nothing_half_done() -> None:
    ada, bob = make_users("ada", "bob")

    def impatient() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        follow(follower=ada, followee=bob.pk)

    before = JournalEntry.objects.count()
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk=bob.pk))
        [refusal] = at_once(impatient)
    assert isinstance(refusal, Overloaded)
    assert (refusal.message, refusal.retry_after) == (LOCKED, 1)
    assert JournalEntry.objects.count() == before
    follow(follower=ada, followee=bob.pk)
    assert JournalEntry.objects.count() == before + 1


def test_a_request_is_answered_while_others_hold_what_it_wants(tmp_path: Path) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(bob)
    with served(tmp_path / "media", workers=1) as service:
        service.token = access_token(ada)
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk=bob.pk))
            list(Post.objects.select_for_update().filter(pk=post.pk))
            # More than there are threads.
            answers = at_once(*[lambda: _follow(service.address, service.token)] * 6)
            assert service.data("{ me { username } }") == {"me": {"username": "ada"}}
        for answer in answers:
            assert isinstance(answer, requests.Response)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "1"
            [error] = answer.json()["errors"]
            assert {key: error[key] for key in ERROR} == ERROR
        assert _follow(service.address, service.token).json() == {
            "data": {"followUser": {"user": {"username": "bob"}}}
        }
        assert "Traceback" not in service.log.read_text()


def _follow(address: str, token: str) -> requests.Response:
    return requests.post(
        f"{address}/graphql/",
        json={"query": FOLLOW},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
