"""Cookies in a real browser: a page of another origin neither acts nor reads by them."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from core.accounts.models import RefreshToken
from core.accounts.signup import create_user
from core.posts.models import Post
from tests.browser import Browser, live_server

PASSWORD = "correct horse battery"
SEND = """
const [url, query, headers, credentials, done] = arguments;
fetch(url, {method: "POST", credentials, headers: {"Content-Type": "application/json", ...headers},
            body: JSON.stringify({query})})
  .then(async answer => done(await answer.text()), error => done("blocked: " + error));
"""
FORM = """
const [url, query] = arguments;
const form = document.createElement("form");
form.method = "post"; form.action = url; form.enctype = "text/plain";
const field = document.createElement("input");
field.name = JSON.stringify({query}).slice(0, -1) + ', "x": "'; field.value = '"}';
form.append(field); document.body.append(form); form.submit();
"""
MODE = {"Session-Mode": "cookie"}
POST = 'mutation { createPost(content: "Hi.") { post { content } } }'
ME = "{ me { username } }"
LOGIN = f'mutation {{ login(username: "ada", password: "{PASSWORD}") {{ token refreshToken }} }}'


class EvilPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title><body>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def ours(stores: None) -> Iterator[str]:
    with live_server("localhost") as address:
        yield address


@pytest.fixture
def evil() -> Iterator[int]:
    server = ThreadingHTTPServer(("localhost", 0), EvilPage)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(browser: Browser, url: str, query: str, headers: dict[str, str]) -> Any:
    arguments = (f"{url}/graphql/", query, headers, "include")
    answer: str = browser.driver.execute_async_script(SEND, *arguments)
    return answer if answer.startswith("blocked") else json.loads(answer)


# Another site, and another port of the same one, to which SameSite cookies are sent.
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_origin_neither_acts_nor_reads(
    browser: Browser, ours: str, evil: int, host: str
) -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    browser.driver.get(f"{ours}/healthz")
    here = partial(ask, browser, ours)
    tokens = {"token": "", "refreshToken": ""}
    assert here(LOGIN, MODE) == {"data": {"login": tokens}}
    assert here(ME, MODE) == {"data": {"me": {"username": "ada"}}}
    assert browser.driver.execute_script("return document.cookie") == ""
    browser.driver.get(f"http://{host}:{evil}/")
    for headers in (MODE, {}):
        for query in (POST, ME, "mutation { logout { ok } }"):
            assert here(query, headers) == "blocked: TypeError: Failed to fetch"
    browser.driver.execute_script(FORM, f"{ours}/graphql/", POST)
    browser.wait_for(lambda: "/graphql/" in browser.driver.current_url, "the form did not go")
    assert not Post.objects.exists()
    assert RefreshToken.objects.filter(revoked_at__isnull=True).count() == 1
    browser.driver.get(f"{ours}/healthz")
    assert here(POST, MODE) == {"data": {"createPost": {"post": {"content": "Hi."}}}}
