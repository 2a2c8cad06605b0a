"""API tokens over HTTP: shown once, listed, used, revoked, and never in a cookie."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from core.accounts.models import User
from core.api_tokens.models import ApiToken, Scope
from core.api_tokens.services import create_api_token
from core.common.rates import Rate
from tests.api.client import GraphQLClient
from tests.factories import make_user, make_users
from tests.statements import statements
from tests.web import WebClient

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
ME = "{ me { username } }"
FEED = "{ feed { id } }"
POST = 'mutation { createPost(content: "Beep.") { post { content } } }'
CREATE = """
    mutation ($password: String!) {
        createApiToken(
            name: "  Bot  ", scopes: [FOLLOW, WRITE, WRITE], expiresInDays: 7, password: $password
        ) { token apiToken { id name scopes lastFour lastUsedAt } }
    }
"""
LIST = "{ apiTokens { id name scopes lastFour lastUsedAt } }"
REVOKED = "This API token is not valid: it was revoked, or has expired."


def send(query: str, token: str, **headers: str) -> Any:
    return WebClient().post(
        "/graphql/",
        json.dumps({"query": query}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def token_of(user: User, *scopes: Scope) -> str:
    return create_api_token(user=user, name="Bot", scopes=scopes or [Scope.READ]).text


def test_a_token_is_shown_once_listed_used_and_revoked() -> None:
    ada, bob = make_users("ada", "bob")
    ada.set_password(PASSWORD)
    ada.save()
    client = GraphQLClient(ada)

    refused = client.refusal(CREATE, password="wrong")
    assert refused == ("BAD_USER_INPUT", "This password is wrong.", "password")
    assert not ApiToken.objects.exists()
    made = client.data(CREATE, password=PASSWORD)["createApiToken"]

    token, shown = made["token"], made["apiToken"]
    assert {**shown, "id": ""} == {
        "id": "",
        "name": "Bot",
        "scopes": ["READ", "WRITE", "FOLLOW"],
        "lastFour": token[-4:],
        "lastUsedAt": None,
    }
    assert client.data(LIST) == {"apiTokens": [shown]}
    assert GraphQLClient(bob).data(LIST) == {"apiTokens": []}
    assert send(POST, token).json() == {"data": {"createPost": {"post": {"content": "Beep."}}}}
    assert client.data(LIST)["apiTokens"][0]["lastUsedAt"] is not None
    client.data(f'mutation {{ revokeApiToken(id: "{shown["id"]}") {{ ok }} }}')
    assert client.data(LIST) == {"apiTokens": []}
    answer = send(ME, token, Accept="application/graphql-response+json")
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (401, REVOKED)
    assert not ApiToken.objects.exists()


def test_a_read_by_token_costs_no_statement_more() -> None:
    ada = make_user("ada")
    token = token_of(ada)
    send(ME, token)
    with statements() as by_session:
        GraphQLClient(ada).data(FEED)

    with statements() as by_token:
        send(FEED, token)

    assert len(by_token) == len(by_session)


def test_the_answer_names_the_scope_in_its_header() -> None:
    answer = send(POST, token_of(make_user("ada")), Accept="application/graphql-response+json")

    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'


def test_no_token_signs_in_or_makes_another() -> None:
    token = token_of(make_user("ada"), *Scope)

    for mutation in (
        'login(username: "ada", password: "x") { token }',
        'refreshToken(refreshToken: "x") { token }',
        'createApiToken(name: "Next", scopes: [READ], password: "x") { token }',
        'signup(username: "new", email: "new@example.com", password: "x") { token }',
    ):
        [error] = send(f"mutation {{ {mutation} }}", token).json()["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN", mutation
    assert ApiToken.objects.count() == User.objects.count() == 1


def test_a_token_in_a_cookie_is_refused() -> None:
    token = token_of(make_user("ada"))

    answer = WebClient().post(
        "/graphql/",
        json.dumps({"query": ME}),
        content_type="application/json",
        headers={"Session-Mode": "cookie", "Cookie": f"__Host-access={token}"},
    )

    [error] = answer.json()["errors"]
    assert error["message"] == (
        "Send an API token as `Authorization: Bearer TOKEN`, not in a cookie."
    )


def test_a_token_in_an_address_is_nobodys_and_in_no_line_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = token_of(make_user("ada"), *Scope)
    with caplog.at_level("DEBUG"):
        for name in ("token", "access_token", "authorization"):
            answer = WebClient().get("/graphql/", {"query": ME, name: token})
            assert answer.json() == {"data": {"me": None}}
        assert send(ME, token, Referer=f"https://a.example/?token={token}").status_code == 200
        assert send(ME, f"{token}x").json()["errors"][0]["message"] == REVOKED
    assert "api.requests" in {record.name for record in caplog.records}
    assert token not in caplog.text


def test_a_token_is_no_key_to_the_admin_nor_to_uploads_beyond_its_scope() -> None:
    ada = make_user("ada")
    User.objects.filter(pk=ada.pk).update(is_staff=True, is_superuser=True)
    token = token_of(ada)
    by_token = {"Authorization": f"Bearer {token}"}
    assert WebClient().get("/admin/core/user/", headers=by_token).status_code == 302
    parts = {
        "operations": json.dumps(
            {
                "query": "mutation ($file: Upload!) "
                '{ createPost(content: "x", images: [$file]) { post { id } } }',
                "variables": {"file": None},
            }
        ),
        "map": json.dumps({"0": ["variables.file"]}),
        "0": SimpleUploadedFile("a.png", b"no picture"),
    }
    answer = WebClient().post("/graphql/", parts, headers={**by_token, "GraphQL-Preflight": "1"})
    [error] = answer.json()["errors"]
    assert error["message"] == "This API token lacks the scope `write`."
    assert ada.posts.count() == 0


def test_the_second_mutation_of_a_document_is_by_token_too() -> None:
    token = token_of(make_user("ada"), Scope.WRITE)
    profile = 'a: updateProfile(bio: "Beep.") { user { bio } }'
    post = 'b: createPost(content: "Beep.") { post { author { bio } } }'

    answer = send(f"mutation {{ {profile} {post} }}", token).json()

    assert answer == {
        "data": {
            "a": {"user": {"bio": "Beep."}},
            "b": {"post": {"author": {"bio": "Beep."}}},
        }
    }


def test_writes_of_a_token_are_limited_before_anything_runs(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "api_token_writes": Rate(2, "hour")}
    ada = make_user("ada")
    token = token_of(ada, Scope.WRITE)
    send(POST, token)
    send(POST, token)

    answer = send(POST, token, Accept="application/graphql-response+json")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1800"
    assert ada.posts.count() == 2
    assert send(ME, token).json() == {"data": {"me": {"username": "ada"}}}
