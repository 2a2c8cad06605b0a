"""Joining, signing in and out, over the API."""

from typing import Any

import pytest
from django.test import Client

from api.auth.tokens import access_token
from core.accounts.models import RefreshToken, User
from core.accounts.sessions import start_session
from core.accounts.signup import create_user
from core.journal.models import JournalEntry
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_user
from tests.graph_state import edges
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
ENDED = ("UNAUTHENTICATED", "This session has ended. Sign in again.", None)
INVALID = ("UNAUTHENTICATED", "This access token is not valid.", None)

SIGNUP = """
mutation ($username: String!, $email: String!, $password: String!) {
  signup(username: $username, email: $email, password: $password) {
    token refreshToken user { id username displayName email viewerFollows }
  }
}
"""
LOGIN = """
mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { token refreshToken user { username email } }
}
"""
REFRESH = """
mutation ($token: String!) {
  refreshToken(refreshToken: $token) { token refreshToken user { username email } }
}
"""
CHANGE_PASSWORD = """
mutation ($old: String!, $new: String!) {
  changePassword(old: $old, new: $new) { token refreshToken user { username email } }
}
"""
LOGOUT = "mutation ($token: String!) { logout(refreshToken: $token) { ok } }"
LOGOUT_EVERYWHERE = "mutation { logoutEverywhere { ok } }"
DELETE_ACCOUNT = "mutation ($password: String!) { deleteAccount(password: $password) { ok } }"
ME = "{ me { username } }"

anyone = GraphQLClient()


def join(username: str = "ada") -> User:
    return create_user(username=username, email=f"{username}@example.com", password=PASSWORD)


def with_token(token: str, query: str, scheme: str = "Bearer", **variables: Any) -> Any:
    """The answer to a request with this token."""
    return (
        Client()
        .post(
            "/graphql/",
            {"query": query, "variables": variables},
            content_type="application/json",
            headers={"Authorization": f"{scheme} {token}"},
        )
        .json()
    )


def refusal(answer: Any) -> tuple[str, str, str | None]:
    """Code, message and field of the only error of an answer."""
    [error] = answer["errors"]
    return error["extensions"]["code"], error["message"], error["extensions"].get("field")


def test_signing_up() -> None:
    payload = anyone.data(SIGNUP, username="Ada", email="ada@example.com", password=PASSWORD)[
        "signup"
    ]
    user = User.objects.get()
    assert payload["user"] == {
        "id": gid(user),
        "username": "Ada",
        "displayName": "Ada",
        "email": "ada@example.com",
        "viewerFollows": False,
    }
    assert with_token(payload["token"], ME) == {"data": {"me": {"username": "Ada"}}}
    again = anyone.data(REFRESH, token=payload["refreshToken"])["refreshToken"]
    assert again["user"]["username"] == "Ada"


@pytest.mark.parametrize(
    ("username", "email", "password", "message", "field"),
    [
        ("ADA", "new@example.com", PASSWORD, "This username is taken.", "username"),
        ("new", "Ada@Example.com", PASSWORD, "This e-mail address is already in use.", "email"),
        ("new", "new", PASSWORD, "Enter a valid email address.", "email"),
        ("new", "new@example.com", "password", "This password is too common.", "password"),
    ],
)
def test_signing_up_refused(
    username: str, email: str, password: str, message: str, field: str
) -> None:
    join()
    refused = anyone.refusal(SIGNUP, username=username, email=email, password=password)
    assert refused == ("BAD_USER_INPUT", message, field)
    assert (User.objects.count(), JournalEntry.objects.count()) == (1, 1)
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "JWT"])
def test_signing_in_by_address_and_the_token_in_the_header(scheme: str) -> None:
    join()
    payload = anyone.data(LOGIN, username="ADA@example.com", password=PASSWORD)["login"]
    assert payload["user"] == {"username": "ada", "email": "ada@example.com"}
    assert with_token(payload["token"], ME, scheme) == {"data": {"me": {"username": "ada"}}}


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD)])
def test_signing_in_refused(name: str, password: str) -> None:
    join()
    refused = anyone.refusal(LOGIN, username=name, password=password)
    assert refused == ("UNAUTHENTICATED", "Username or password is wrong.", None)
    assert not RefreshToken.objects.exists()


def test_signing_in_with_a_dead_token_in_the_header() -> None:
    ada = join()
    dead = access_token(ada)
    User.objects.update(token_version=2)
    assert refusal(with_token(dead, ME)) == INVALID
    answer = with_token(dead, LOGIN, username="ada", password=PASSWORD)
    assert answer["data"]["login"]["user"] == {"username": "ada", "email": "ada@example.com"}


def test_staying_signed_in_and_a_stolen_token() -> None:
    first = start_session(join()).refresh_token
    second = anyone.data(REFRESH, token=first)["refreshToken"]
    assert second["refreshToken"] != first
    assert with_token(second["token"], ME) == {"data": {"me": {"username": "ada"}}}
    assert anyone.refusal(REFRESH, token=first) == ENDED
    assert anyone.refusal(REFRESH, token=second["refreshToken"]) == ENDED


def test_of_six_requests_with_one_token_one_wins() -> None:
    token = start_session(join()).refresh_token
    answers = at_once(*[lambda: anyone.answer(REFRESH, token=token)] * 6)
    won = [a for a in answers if isinstance(a, dict) and a["data"] and a["data"]["refreshToken"]]
    lost = [refusal(a) for a in answers if isinstance(a, dict) and "errors" in a]
    assert (len(won), lost) == (1, [ENDED] * 5)


def test_changing_the_password() -> None:
    ada = join()
    client, old_token = GraphQLClient(ada), access_token(ada)
    refresh_token = start_session(ada).refresh_token
    assert client.refusal(CHANGE_PASSWORD, old="wrong", new="another good one") == (
        "BAD_USER_INPUT",
        "This password is wrong.",
        "old",
    )
    assert client.refusal(CHANGE_PASSWORD, old=PASSWORD, new="12345678") == (
        "BAD_USER_INPUT",
        "This password is too common. This password is entirely numeric.",
        "new",
    )
    payload = client.data(CHANGE_PASSWORD, old=PASSWORD, new="another good one")["changePassword"]
    assert payload["user"] == {"username": "ada", "email": "ada@example.com"}
    assert with_token(payload["token"], ME) == {"data": {"me": {"username": "ada"}}}
    assert refusal(with_token(old_token, ME)) == INVALID
    assert anyone.refusal(REFRESH, token=refresh_token) == ENDED
    assert anyone.data(LOGIN, username="ada", password="another good one")["login"]["token"]


def test_logging_out_of_one_session_and_of_all() -> None:
    ada = join()
    token = access_token(ada)
    one, other = start_session(ada).refresh_token, start_session(ada).refresh_token
    assert anyone.data(LOGOUT, token=one) == {"logout": {"ok": True}}
    assert anyone.data(LOGOUT, token=one) == {"logout": {"ok": True}}
    assert anyone.refusal(REFRESH, token=one) == ENDED
    other = anyone.data(REFRESH, token=other)["refreshToken"]["refreshToken"]
    assert with_token(token, LOGOUT_EVERYWHERE) == {"data": {"logoutEverywhere": {"ok": True}}}
    assert anyone.refusal(REFRESH, token=other) == ENDED
    assert refusal(with_token(token, ME)) == INVALID


def test_deleting_the_account() -> None:
    ada = join()
    make_post(ada)
    client = GraphQLClient(ada)
    assert client.refusal(DELETE_ACCOUNT, password="wrong") == (
        "BAD_USER_INPUT",
        "This password is wrong.",
        "password",
    )
    assert User.objects.count() == 1
    assert client.data(DELETE_ACCOUNT, password=PASSWORD) == {"deleteAccount": {"ok": True}}
    assert not User.objects.exists()
    assert edges() == []
    assert client.refusal(ME) == INVALID


@pytest.mark.parametrize(
    ("mutation", "variables"),
    [
        (CHANGE_PASSWORD, {"old": PASSWORD, "new": "another good one"}),
        (LOGOUT_EVERYWHERE, {}),
        (DELETE_ACCOUNT, {"password": PASSWORD}),
        ('mutation { updateProfile(bio: "Hm.") { user { bio } } }', {}),
    ],
)
def test_what_nobody_may_do(mutation: str, variables: dict[str, str]) -> None:
    join()
    assert anyone.refusal(mutation, **variables) == ("UNAUTHENTICATED", "Sign in first.", None)
    user = User.objects.get()
    assert (user.token_version, user.bio) == (1, "")


def test_knowing_who_asks_takes_one_statement() -> None:
    client = GraphQLClient(make_user("ada"))
    client.data(ME)
    with statements() as seen:
        assert client.data(ME) == {"me": {"username": "ada"}}
    assert len(seen) == 1
