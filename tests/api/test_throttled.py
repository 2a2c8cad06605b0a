"""The error and headers of a client that has to wait."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from core.accounts.models import RefreshToken
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.common.rates import Rate
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
LOGIN = 'mutation { login(username: "ada", password: "%s") { token } }'
GRAPHQL_RESPONSE = "application/graphql-response+json"


@pytest.fixture(autouse=True)
def two_an_hour(settings: LazySettings) -> None:
    two = dict.fromkeys(("login_account", "follows"), Rate(2, "hour"))
    settings.RATES = {**settings.RATES, **two}


def post(query: str, accept: str = "application/json", **headers: str) -> Any:
    return Client().post(
        "/graphql/",
        {"query": query},
        content_type="application/json",
        headers={"Accept": accept, **{n.replace("_", "-"): v for n, v in headers.items()}},
    )


def use_up_login() -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    for _ in range(2):
        assert post(LOGIN % "wrong").json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL_RESPONSE, 429)])
def test_a_login_that_has_to_wait(accept: str, status: int) -> None:
    use_up_login()
    response = post(LOGIN % PASSWORD, accept)
    assert response.status_code == status
    body = response.json()
    assert list(body) == ["errors"]
    [error] = body["errors"]
    wait = error["extensions"]["retryAfter"]
    assert error["message"] == "Too many attempts. Try again in 30 minutes."
    assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": wait}
    assert 1790 <= wait <= 1800
    assert response.headers["Retry-After"] == str(wait)
    assert not RefreshToken.objects.exists()


def test_by_events_it_is_sent_the_same_error() -> None:
    use_up_login()
    response = post(LOGIN % PASSWORD, "text/event-stream")
    assert response.status_code == 200
    next_, data, end = response.content.decode().split("\n", 2)
    assert (next_, end) == ("event: next", "\nevent: complete\ndata:\n\n")
    [error] = json.loads(data.removeprefix("data: "))["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert response.headers["Retry-After"] == str(error["extensions"]["retryAfter"])
    assert response.headers["X-Query-Cost"] == "4002/20000"


def test_what_was_done_beside_it_is_answered() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora")
    fields = "".join(
        f'f{number}: followUser(id: "{gid(other)}") {{ user {{ username }} }} '
        for number, other in enumerate(others)
    )
    client = GraphQLClient(ada)
    answer = client.answer(f"mutation {{ {fields} }}")
    assert answer["data"]["f1"] == {"user": {"username": "carl"}}
    assert answer["data"]["f2"] is None
    [error] = answer["errors"]
    assert error["path"] == ["f2"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["message"] == (
        "You have reached your limit of 2 follows per hour. Try again in 30 minutes."
    )


def test_aliases_operations_and_batches_are_no_more_attempts() -> None:
    use_up_login()
    try_ = 'login(username: "ada", password: "wrong") { token }'
    aliased = post(f"mutation {{ a: {try_} b: {try_} }}").json()
    assert aliased["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    batch = Client().post(
        "/graphql/", [{"query": LOGIN % "wrong"}] * 5, content_type="application/json"
    )
    assert batch.status_code == 400


def test_headers_that_claim_another_address_change_nothing(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "login_address": Rate(3, "hour")}
    codes = []
    for number in range(6):
        claimed = {"X_Forwarded_For": f"6.6.6.{number}", "X_Real_IP": f"6.6.6.{number}"}
        query = f'mutation {{ login(username: "name{number}", password: "x") {{ token }} }}'
        codes.append(post(query, **claimed).json()["errors"][0]["extensions"]["code"])
    assert codes == ["UNAUTHENTICATED"] * 3 + ["RATE_LIMITED"] * 3


def test_who_is_suspended_unknown_or_wrong_is_sent_the_same_error(settings: LazySettings) -> None:
    """Without the right password nobody learns that an account is suspended."""
    settings.RATES = {**settings.RATES, "login_account": Rate(5, "hour")}
    eve = create_user(username="eve", email="eve@example.com", password="another " + PASSWORD)
    make_user("bob")
    change_person(person=eve.pk, is_active=False)
    answers = {
        post(
            f'mutation {{ login(username: "{name}", password: "{PASSWORD}") {{ token }} }}'
        ).content
        for name in ("eve", "bob", "nobody", "nobody@example.com")
    }
    assert len(answers) == 1
    assert b"Username or password is wrong." in answers.pop()
