"""Addresses and forgotten passwords over real HTTP, with real mail: signing up to taking back."""

import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import LazySettings

from core.accounts.models import User
from core.accounts.password_resets import request_password_reset
from core.accounts.signup import create_user
from core.jobs.worker import drain
from graph.connection.warmup import warm_up
from tests.addresses import HOME
from tests.browser import Browser, live_server
from tests.smtp import Server, smtp_server
from tests.waiting import wait_until

from .server import Service, served
from .test_first_day import SIGNUP

PASSWORD, NEW = "correct horse battery", "another long sentence"
LINK = re.compile(r"https?://\S+/account/\S+")
LOGIN = """mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { token user { email } } }"""
EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    warm_up()
    media = tmp_path_factory.mktemp("account_mail") / "media"
    with served(media) as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Service:
    return server.as_somebody_else()


@pytest.fixture
def mails(settings: LazySettings) -> Iterator[Server]:
    with smtp_server(settings) as taken:
        yield taken


def received(mails: Server) -> list[tuple[str, Message]]:
    """Let the worker do its jobs, and take what has arrived."""
    drain()
    drain()  # what the jobs enqueued as the worker was stopping
    found = sorted(((to[0], mail) for to, mail in mails.taken), key=lambda each: each[0])
    mails.taken.clear()
    return found


def link_in(mail: Message) -> str:
    """The link of the text part, which is in the HTML too."""
    text, html = (_content(part) for part in mail.walk() if not part.is_multipart())
    [link] = LINK.findall(text)
    assert f'href="{link}"' in html
    return str(link)


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def token_in(mail: Message) -> str:
    return urlsplit(link_in(mail)).fragment


def sent(service: Service, mutation: str, **headers: str) -> dict[str, object]:
    """The answer to a mutation with these headers of a proxy or an attacker."""
    response = requests.post(
        f"{service.address}/graphql/",
        json={"query": f"mutation {{ {mutation} }}"},
        headers=headers,
        timeout=30,
    )
    answer: dict[str, object] = response.json()
    return answer


def test_an_address_is_confirmed_changed_and_taken_back(service: Service, mails: Server) -> None:
    service.headers = {"Accept-Language": "de-AT, en;q=0.5"}
    joined = service.data(SIGNUP, username="ada", email="ada@example.com", password=PASSWORD)
    service.token = joined["signup"]["token"]
    me = "{ me { isEmailVerified language email } }"
    assert service.data(me)["me"] == {
        "isEmailVerified": False,
        "language": "DE",
        "email": "ada@example.com",
    }
    [(_, mail)] = received(mails)
    service.data(f'mutation {{ verifyEmail(token: "{token_in(mail)}") {{ ok }} }}')
    assert service.data(me)["me"]["isEmailVerified"]
    change = f'changeEmail(newEmail: "new@example.com", password: "{PASSWORD}") {{ ok }}'
    service.data(f"mutation {{ {change} }}")
    [(_, old), (_, new)] = received(mails)
    for mail, is_changed in (old, False), (new, True):
        confirm = f'confirmEmailChange(token: "{token_in(mail)}") {{ isChanged }}'
        assert sent(service, confirm) == {"data": {"confirmEmailChange": {"isChanged": is_changed}}}
    assert service.data(me)["me"]["email"] == "new@example.com"
    [(to, mail)] = received(mails)
    assert to == "ada@example.com"
    service.data(f'mutation {{ cancelEmailChange(token: "{token_in(mail)}") {{ ok }} }}')
    assert service.post(me)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    service.token = ""
    assert service.data(LOGIN, name="ada@example.com", password=PASSWORD)["login"]["user"] == {
        "email": "ada@example.com"
    }
    log = service.log.read_text()
    for secret in (*map(token_in, (old, new, mail)), PASSWORD, "@example.com"):
        assert secret not in log


def test_a_reset_is_the_same_for_all_and_its_link_is_never_of_a_host_that_was_sent(
    service: Service, mails: Server
) -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    for headers in ({}, {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}):
        answers = [
            sent(service, f'requestPasswordReset(email: "{name}@example.com") {{ ok }}', **headers)
            for name in ("ada", "nobody")
        ]
        assert answers == [{"data": {"requestPasswordReset": {"ok": True}}}] * 2
    poisoned = requests.post(
        f"{service.address}/graphql/",
        json={"query": 'mutation { requestPasswordReset(email: "ada@example.com") { ok } }'},
        headers=EVIL,
        timeout=30,
    )
    assert poisoned.status_code == 400
    found = received(mails)
    assert [to for to, _ in found] == ["ada@example.com"] * 2
    for _, mail in found:
        assert link_in(mail).startswith("https://social.example.com/account/reset-password/#")
        assert "evil" not in str(mail)
    token = token_in(found[0][1])
    reset = f'resetPassword(token: "{token}", newPassword: "{NEW}") {{ ok }}'
    assert sent(service, reset) == {"data": {"resetPassword": {"ok": True}}}
    for each in (token, token_in(found[1][1])):
        again = f'resetPassword(token: "{each}", newPassword: "{PASSWORD}") {{ ok }}'
        assert "errors" in sent(service, again)
    service.data(LOGIN, name="ada", password=NEW)
    assert sorted(mail["Subject"] for _, mail in received(mails)) == [
        "Somebody signed in to your account",
        "Your password was changed",
    ]


def test_the_page_of_a_link_keeps_the_code_to_itself(
    stores: None, browser: Browser, mails: Server, settings: LazySettings
) -> None:
    with live_server("localhost") as address:
        settings.PUBLIC_URL = address
        create_user(username="ada", email="ada@example.com", password=PASSWORD)
        request_password_reset(email="ada@example.com", address=HOME)
        [(_, mail)] = received(mails)
        page = requests.get(link_in(mail), headers={"Accept-Language": "de"}, timeout=30)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "<h1>Setze ein neues Passwort</h1>" in page.text
        driver = browser.driver
        driver.get(link_in(mail))
        wait_until(lambda: "#" not in driver.current_url)
        assert User.objects.get().check_password(PASSWORD)
        driver.find_element("name", "newPassword").send_keys(NEW)
        driver.find_element("tag name", "button").click()
        status = driver.find_element("css selector", "[role=status]")
        wait_until(lambda: status.text != "")
        assert status.text == "Your password was changed"
        assert User.objects.get().check_password(NEW)
        assert requests.get(f"{address}/account/nothing/", timeout=30).status_code == 404
