"""A browser's session in cookies, and every way in which it must not work."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from api.auth.tokens import access_token
from api.auth.viewer import token_of
from core.accounts.models import RefreshToken, User
from core.accounts.sessions import start_session
from core.accounts.signup import create_user
from core.common.errors import Unauthenticated

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
LOGIN = (
    f'mutation {{ login(username: "ada", password: "{PASSWORD}") '
    "{ token refreshToken user { username } } }"
)
REFRESH = "mutation { refreshToken { token refreshToken user { username } } }"
LOGOUT = "mutation { logout { ok } }"
POST = 'mutation { createPost(content: "Hi.") { post { content } } }'
ME = "{ me { username } }"
MODE = {"Session-Mode": "cookie"}
FOREIGN = (
    "Cookies are accepted only in requests from this origin, and from those that the setting "
    "CSRF_TRUSTED_ORIGINS names."
)
EMPTY = {"token": "", "refreshToken": "", "user": {"username": "ada"}}


@pytest.fixture
def ada() -> User:
    return create_user(username="ada", email="ada@example.com", password=PASSWORD)


@pytest.fixture
def browser(ada: User) -> Client:
    """Signed in, by cookies."""
    client = Client()
    assert send(client, LOGIN).json() == {"data": {"login": EMPTY}}
    return client


def send(client: Client, query: str, headers: dict[str, str] | None = None) -> Any:
    return client.post(
        "/graphql/",
        {"query": query},
        content_type="application/json",
        headers={"Host": "testserver", **(MODE if headers is None else headers)},
        secure=True,
    )


def refusal(response: Any) -> tuple[str, str]:
    [error] = response.json()["errors"]
    return error["extensions"]["code"], error["message"]


def test_both_tokens_are_in_cookies_that_no_script_can_read(browser: Client) -> None:
    assert set(browser.cookies) == {"__Host-access", "__Host-refresh"}
    for morsel in browser.cookies.values():
        flags = {
            name: morsel[name] for name in ("path", "domain", "secure", "httponly", "samesite")
        }
        assert flags == {
            "path": "/",
            "domain": "",
            "secure": True,
            "httponly": True,
            "samesite": "Strict",
        }
        assert morsel["max-age"] == 30 * 86_400
    assert send(browser, ME).json() == {"data": {"me": {"username": "ada"}}}
    assert send(browser, POST).json() == {"data": {"createPost": {"post": {"content": "Hi."}}}}


def test_without_the_header_the_cookies_count_for_nothing(browser: Client) -> None:
    assert send(browser, ME, {}).json() == {"data": {"me": None}}
    assert refusal(send(browser, POST, {})) == ("UNAUTHENTICATED", "Sign in first.")
    assert send(browser, REFRESH, {}).json()["errors"][0]["extensions"] == {
        "code": "BAD_USER_INPUT",
        "field": "refreshToken",
        "fields": {"refreshToken": "Send the refresh token of your session."},
    }
    got = browser.get("/graphql/", {"query": ME}, headers={"Accept": "application/json"})
    assert got.json() == {"data": {"me": None}}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver.evil.example.com"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("query", [ME, POST, REFRESH, LOGOUT])
def test_a_page_of_another_origin_does_nothing(
    browser: Client, query: str, headers: dict[str, str]
) -> None:
    response = send(browser, query, {**MODE, **headers})
    assert refusal(response) == ("UNAUTHENTICATED", FOREIGN)
    assert RefreshToken.objects.filter(spent_at__isnull=True, revoked_at__isnull=True).count() == 1
    assert send(Client(), POST, {**MODE, **headers}).json()["data"] == {"createPost": None}


SIGNUP = (
    f'mutation {{ signup(username: "new", email: "new@example.com", password: "{PASSWORD}") '
    "{ token refreshToken } }"
)
MAY_NOT = (
    "Pages of this origin may not sign in: the setting CORS_ALLOWED_ORIGINS names those that may."
)


def signing_in(ada: User) -> list[str]:
    """Every way to get tokens, by what a page has at hand."""
    token = start_session(ada).refresh_token
    change = f'changePassword(old: "{PASSWORD}", new: "another good one")'
    return [
        LOGIN,
        SIGNUP,
        f'mutation {{ refreshToken(refreshToken: "{token}") {{ token refreshToken }} }}',
        f"mutation {{ {change} {{ token refreshToken }} }}",
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://testserver"},
        {"Origin": "https://TESTSERVER.evil.example.com"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", [MODE, {}], ids=str)
def test_a_page_of_another_origin_gets_no_tokens(
    ada: User, headers: dict[str, str], mode: dict[str, str]
) -> None:
    sent = {"Authorization": f"Bearer {access_token(ada)}", **mode, **headers}
    wanted = ("UNAUTHENTICATED", FOREIGN) if mode else ("FORBIDDEN", MAY_NOT)
    queries = signing_in(ada)
    for query in queries:
        client = Client()
        response = send(client, query, sent)
        assert refusal(response) == wanted
        assert set(response.json()["data"].values()) == {None}
        assert client.cookies == {}
    # Nothing was done either: no session, no user, no new password, no token used.
    assert User.objects.get().check_password(PASSWORD)
    assert RefreshToken.objects.get().spent_at is None


def test_a_page_of_another_origin_signs_nobody_out(browser: Client, ada: User) -> None:
    token = start_session(ada).refresh_token
    for query in (
        LOGOUT,
        REFRESH,
        f'mutation {{ logout(refreshToken: "{token}") {{ ok }} }}',
        'mutation { refreshToken(refreshToken: "unknown") { token } }',
    ):
        response = send(browser, query, {**MODE, "Origin": "https://evil.example.com"})
        assert not response.cookies
    assert send(browser, ME).json() == {"data": {"me": {"username": "ada"}}}
    assert send(browser, REFRESH).json() == {"data": {"refreshToken": EMPTY}}


def test_origins_that_may_call_get_tokens_and_no_cookies(ada: User, settings: LazySettings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.com"]
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"https://[a-z]+\.example\.net\Z"]
    for origin in ("https://app.example.com", "https://b.example.net"):
        for headers in ({"Origin": origin}, {"Origin": origin, "Sec-Fetch-Site": "cross-site"}):
            client = Client()
            answer = send(client, LOGIN, headers).json()["data"]["login"]
            assert len(answer["refreshToken"]) == 64
            assert client.cookies == {}
            refused = send(client, LOGIN, {**MODE, **headers})
            assert refusal(refused) == ("UNAUTHENTICATED", FOREIGN)
            assert client.cookies == {}
    for origin in ("https://app.example.com.evil.com", "https://b.example.net.evil.com"):
        assert refusal(send(Client(), LOGIN, {"Origin": origin})) == ("FORBIDDEN", MAY_NOT)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "none"},
        # As the browser sees it, behind a proxy that changes the host.
        {"Origin": "https://social.example.com", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_programs_and_our_own_pages_sign_in(ada: User, headers: dict[str, str]) -> None:
    answer = send(Client(), LOGIN, headers).json()["data"]["login"]
    assert (answer["user"], len(answer["refreshToken"])) == ({"username": "ada"}, 64)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://testserver"}, {"Sec-Fetch-Site": "same-origin"}], ids=str
)
def test_a_page_of_our_own_does(browser: Client, headers: dict[str, str]) -> None:
    assert send(browser, ME, {**MODE, **headers}).json() == {"data": {"me": {"username": "ada"}}}


VITE = "http://localhost:5173"
LOOPBACK = r"https?://(localhost|127\.0\.0\.1)(:[0-9]+)?"


@pytest.fixture
def proxied(ada: User, settings: LazySettings) -> Callable[..., Any]:
    """What a page of Vite's server sends: the proxy names this host and leaves the origin."""
    settings.TRUSTED_ORIGIN_REGEXES = [LOOPBACK]
    client = Client()

    def ask(query: str, origin: str = VITE, **headers: str) -> Any:
        sent = {**MODE, "Host": "localhost:8000", "Origin": origin, **headers}
        return client.post(
            "/graphql/", {"query": query}, content_type="application/json", headers=sent
        )

    return ask


@pytest.mark.parametrize("fetched", [{}, {"Sec-Fetch-Site": "same-origin"}])
def test_cookies_work_behind_a_developers_proxy(
    proxied: Callable[..., Any], fetched: dict[str, str]
) -> None:
    assert proxied(LOGIN, **fetched).json() == {"data": {"login": EMPTY}}
    assert proxied(ME, **fetched).json() == {"data": {"me": {"username": "ada"}}}
    assert proxied(POST, **fetched).json() == {"data": {"createPost": {"post": {"content": "Hi."}}}}
    assert proxied(REFRESH, **fetched).json() == {"data": {"refreshToken": EMPTY}}
    assert proxied(LOGOUT, **fetched).json() == {"data": {"logout": {"ok": True}}}


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("http://evil.example.com:5173", {}),
        ("http://localhost:5173.evil.example.com", {}),
        ("null", {}),
        (VITE, {"Sec-Fetch-Site": "cross-site"}),
        (VITE, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_others_are_refused_there_by_the_name_of_the_setting(
    proxied: Callable[..., Any],
    origin: str,
    headers: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    proxied(LOGIN)
    assert refusal(proxied(ME, origin, **headers)) == ("UNAUTHENTICATED", FOREIGN)
    assert f"cookies refused: CSRF_TRUSTED_ORIGINS does not name {origin!a}" in caplog.messages


def test_a_trusted_origin_may_be_named(ada: User, settings: LazySettings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.com"]
    client = Client()
    headers = {**MODE, "Origin": "https://app.example.com"}
    assert send(client, LOGIN, headers).json() == {"data": {"login": EMPTY}}
    assert send(client, ME, headers).json() == {"data": {"me": {"username": "ada"}}}


def test_a_socket_behind_a_developers_proxy(ada: User, settings: LazySettings) -> None:
    token = access_token(ada)
    headers = {"host": "localhost:8000", "origin": VITE, "cookie": f"__Host-access={token}"}
    with pytest.raises(Unauthenticated):
        token_of(headers, scheme="ws", is_websocket=True)
    settings.TRUSTED_ORIGIN_REGEXES = [LOOPBACK]
    assert token_of(headers, scheme="ws", is_websocket=True) == token


def test_staying_signed_in_and_signing_out(browser: Client) -> None:
    old = browser.cookies["__Host-refresh"].value
    assert send(browser, REFRESH).json() == {"data": {"refreshToken": EMPTY}}
    assert browser.cookies["__Host-refresh"].value != old
    assert send(browser, LOGOUT).json() == {"data": {"logout": {"ok": True}}}
    assert {name: morsel.value for name, morsel in browser.cookies.items()} == {
        "__Host-access": "",
        "__Host-refresh": "",
    }
    assert {morsel["max-age"] for morsel in browser.cookies.values()} == {0}
    assert not RefreshToken.objects.filter(revoked_at__isnull=True).exists()


def test_a_session_that_has_ended_is_forgotten(browser: Client) -> None:
    RefreshToken.objects.all().delete()
    assert refusal(send(browser, REFRESH))[0] == "UNAUTHENTICATED"
    assert browser.cookies["__Host-refresh"].value == ""


def test_bearer_wins_over_the_cookie(browser: Client) -> None:
    bob = create_user(username="bob", email="bob@example.com", password=PASSWORD)
    headers = {**MODE, "Authorization": f"Bearer {access_token(bob)}"}
    assert send(browser, ME, headers).json() == {"data": {"me": {"username": "bob"}}}
    bad = send(browser, ME, {**MODE, "Authorization": "Bearer x"})
    assert refusal(bad) == ("UNAUTHENTICATED", "This access token is not valid.")


def test_answers_for_somebody_are_kept_by_no_cache(browser: Client, ada: User) -> None:
    personal = (MODE, {"Authorization": f"Bearer {access_token(ada)}"}, {"Authorization": "x"})
    for headers in personal:
        response = send(browser, ME, headers)
        assert response["Cache-Control"] == "private, no-store"
        assert response["Vary"] == "Accept, Authorization, Session-Mode, origin"
    to_nobody = send(browser, "{ __typename }", {})
    assert to_nobody["Vary"] == "Accept, Authorization, Session-Mode, origin"


def test_who_opens_a_websocket(ada: User, settings: LazySettings) -> None:
    token = access_token(ada)
    cookie = {"cookie": f"__Host-access={token}", "host": "testserver"}
    ours = {**cookie, "origin": "https://testserver"}
    assert token_of(ours, scheme="wss", is_websocket=True) == token
    hostile: tuple[dict[str, str], ...] = (
        {},
        {"origin": "https://evil.example.com"},
        {"origin": "http://testserver"},
    )
    for origin in hostile:
        with pytest.raises(Unauthenticated) as refused:
            token_of({**cookie, **origin}, scheme="wss", is_websocket=True)
        assert refused.value.message == FOREIGN
    evil = {**cookie, "host": "evil.example.com", "origin": "https://evil.example.com"}
    with pytest.raises(Unauthenticated):
        token_of(evil, scheme="wss", is_websocket=True)
    assert token_of(cookie, scheme="https") is None
    bearer = {"authorization": f"Bearer {token}", "origin": "https://app.example.com"}
    assert token_of(bearer, scheme="wss", is_websocket=True) == token
    # Behind a proxy the header tells whether there is TLS.
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    proxied = {**ours, "x-forwarded-proto": "https"}
    assert token_of(proxied, scheme="ws", is_websocket=True) == token


def test_a_refresh_token_given_by_hand_moves_into_cookies(ada: User) -> None:
    client = Client()
    token = start_session(ada).refresh_token
    query = f'mutation {{ refreshToken(refreshToken: "{token}") {{ token refreshToken }} }}'
    answer = send(client, query).json()
    assert answer == {"data": {"refreshToken": {"token": "", "refreshToken": ""}}}
    assert send(client, ME).json() == {"data": {"me": {"username": "ada"}}}
