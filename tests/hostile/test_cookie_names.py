"""Cookies that are named nearly as ours: a subdomain can set those, and none of them counts.

A browser keeps the promise of the prefix `__Host-` for that name alone, compared byte by byte.
"""

from typing import Any

import pytest
from django.conf import LazySettings

from api.auth.tokens import access_token
from api.auth.viewer import token_of
from core.accounts.models import RefreshToken, User
from core.accounts.sessions import start_session
from core.accounts.signup import create_user
from core.common.exact_cookies import exact_cookies
from tests.web import WebClient

pytestmark = pytest.mark.usefixtures("stores")

MODE = {"Session-Mode": "cookie"}
ME = "{ me { username } }"
REFRESH = "mutation { refreshToken { user { username } } }"
# Everything that Unicode, Python or an HTTP parser takes for a blank.
BLANKS = (
    *("\xa0", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1f", "\x85", "\x00", "  "),
    *("\xc2\xa0", "\xe2\x80\x80", "\xe3\x80\x80", "\xef\xbb\xbf"),  # of UTF-8, read as Latin-1
)
LOOKALIKES = (
    *(blank + "{}" for blank in BLANKS),
    *("{}" + blank for blank in (*BLANKS, " ")),
    *('"{}"', "'{}'", "%5F_{}", "{}%20", "{};", "$Path=/,{}", ",{}", "x,{}", "={}"),
    *("_{}", "{}_", "{}\x00x", "\\{}", "${}"),
)


def send(query: str, cookie: str) -> Any:
    headers = {**MODE, "Host": "testserver", "Cookie": cookie}
    response = WebClient().post(
        "/graphql/", {"query": query}, content_type="application/json", headers=headers, secure=True
    )
    return response.json()


@pytest.fixture
def ada() -> User:
    return create_user(username="ada", email="ada@example.com", password="correct horse battery")


@pytest.fixture
def eve() -> User:
    return create_user(
        username="eve", email="eve@example.com", password="correct horse battery", is_staff=True
    )


def test_a_lookalike_is_no_session(ada: User, eve: User) -> None:
    ours, hers = f"__Host-access={access_token(ada)}", access_token(eve)
    for lookalike in LOOKALIKES:
        planted = f"{lookalike.format('__Host-access')}={hers}"
        assert send(ME, planted)["data"] == {"me": None}, ascii(planted)
        for cookie in (f"{planted}; {ours}", f"{ours}; {planted}", f"a=b; {planted};{ours}; c=d"):
            assert send(ME, cookie)["data"] == {"me": {"username": "ada"}}, ascii(cookie)
        headers = {"cookie": planted, "host": "testserver"}
        found = token_of(headers, scheme="wss", is_websocket=True)
        assert found is None, ascii(planted)


@pytest.mark.parametrize("name", ["__host-access", "__HOST-ACCESS", "__Host-Access", "access"])
def test_case_counts(name: str, eve: User) -> None:
    assert send(ME, f"{name}={access_token(eve)}")["data"] == {"me": None}


def test_a_planted_refresh_token_is_not_taken(ada: User, eve: User) -> None:
    planted = f"\xa0__Host-refresh={start_session(eve).refresh_token}"
    ours = start_session(ada).refresh_token
    [error] = send(REFRESH, planted)["errors"]
    assert error["message"] == "Send the refresh token of your session."
    answer = send(REFRESH, f"__Host-refresh={ours}; {planted}")
    assert answer["data"]["refreshToken"] == {"user": {"username": "ada"}}
    assert RefreshToken.objects.get(user=eve).spent_at is None


def test_of_two_cookies_of_one_name_none_counts(ada: User, eve: User) -> None:
    for first, second in ((ada, eve), (eve, ada), (ada, ada)):
        cookie = f"__Host-access={access_token(first)}; __Host-access={access_token(second)}"
        assert send(ME, cookie)["data"] == {"me": None}


@pytest.mark.parametrize("value", ['"{}"', "{} ", " {}", "{}\xa0", "{},", "{}\x00", "\\{}"])
def test_a_value_is_taken_as_it_was_sent(value: str, ada: User) -> None:
    answer = send(ME, "__Host-access=" + value.format(access_token(ada)))
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("name", ["sessionid", "__Host-session"])
def test_a_lookalike_is_no_session_of_the_admin(
    name: str, eve: User, settings: LazySettings
) -> None:
    settings.SESSION_COOKIE_NAME = name
    known = WebClient()
    known.force_login(eve)
    key = known.session.session_key
    real = f"{name}={key}"

    def status(cookie: str) -> int:
        return WebClient().get("/admin/", headers={"Cookie": cookie}).status_code

    for cookie in (f"{real}; {real}", f"{real}; {name}=x"):
        assert status(cookie) == 302
    for lookalike in LOOKALIKES:
        planted = f"{lookalike.format(name)}={key}"
        assert status(planted) == 302, ascii(planted)
        for cookie in (f"{real}; {planted}", f"{planted}; {real}"):
            assert status(cookie) == 200, ascii(cookie)


def test_what_is_read_of_a_header() -> None:
    assert exact_cookies("a=1; b=2;c=3;  d=4; e; =f; g=; h=i=j; a =5; k=\"l\"") == {
        "a": "1", "b": "2", "c": "3", " d": "4", "": "f", "g": "", "h": "i=j", "a ": "5",
        "k": '"l"',
    }  # fmt: skip
    assert exact_cookies("") == exact_cookies(";;; ;") == {}
    assert exact_cookies("a=1; b=2; a=1") == {"b": "2"}
