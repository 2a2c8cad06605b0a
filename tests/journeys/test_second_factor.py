"""A second factor over real HTTP; and a passkey of a real browser's virtual authenticator."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from core.accounts.factors.models import Passkey
from core.accounts.factors.passkeys import begin_passkey, confirm_passkey
from core.accounts.factors.site import Site
from core.accounts.models import User
from tests.addresses import HOME
from tests.browser import Browser, live_server
from tests.core.accounts.factors.worlds import PASSWORD, App, join
from tests.journeys.server import Service, served

LOGIN = """
mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { token user { username } }
}
"""
SECOND = """
mutation ($challenge: String!, $code: String, $credential: String) {
  loginSecondFactor(challenge: $challenge, code: $code, credential: $credential) {
    token user { username }
  }
}
"""
SESSIONS = "{ sessions { id device current } secondFactor { hasTotp recoveryCodesLeft } }"
SEND = """
const [query, variables, token, done] = arguments;
fetch("/graphql/", {method: "POST", body: JSON.stringify({query, variables}),
    headers: {"Content-Type": "application/json",
              ...(token && {Authorization: `Bearer ${token}`})}})
  .then(async answer => done(await answer.json()), error => done(String(error)));
"""
# What a page does with the options, and what it sends.
CREATE = """
const [options, done] = arguments;
const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options));
navigator.credentials.create({publicKey})
  .then(made => done(JSON.stringify(made.toJSON())), error => done("refused: " + error));
"""
GET = CREATE.replace("Creation", "Request").replace("credentials.create", "credentials.get")


def sign_in(service: Service, name: str = "ada") -> str:
    """The challenge after the password."""
    answer = service.post(LOGIN, name=name, password=PASSWORD)
    [error] = answer["errors"]
    assert answer["data"] == {"login": None}
    assert error["extensions"]["code"] == "SECOND_FACTOR_REQUIRED"
    challenge: str = error["extensions"]["challenge"]
    return challenge


def test_an_app_recovery_codes_and_the_end_of_a_session(
    stores: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    join()
    with served(tmp_path_factory.mktemp("factor") / "media") as service:
        phone = service.as_somebody_else()
        phone.token = phone.data(LOGIN, name="ada", password=PASSWORD)["login"]["token"]
        begun = phone.data(
            "mutation ($p: String!) { beginTotp(password: $p) { secret } }", p=PASSWORD
        )
        app = App(begun["beginTotp"]["secret"])
        confirm = "mutation ($c: String!) { confirmTotp(code: $c) { recoveryCodes } }"
        codes = phone.data(confirm, c=app.code(-1))["confirmTotp"]["recoveryCodes"]

        laptop = service.as_somebody_else()
        challenge = sign_in(laptop)
        wrong = laptop.post(SECOND, challenge=challenge, code="not a code")["errors"][0]
        assert (wrong["message"], wrong["extensions"]["field"]) == ("This code is wrong.", "code")
        code = app.code()
        laptop.token = laptop.data(SECOND, challenge=challenge, code=code)["loginSecondFactor"][
            "token"
        ]
        again = service.post(SECOND, challenge=sign_in(service), code=code)
        assert again["errors"][0]["message"] == "This code is wrong."
        with_code = service.data(SECOND, challenge=sign_in(service), code=codes[0])
        assert with_code["loginSecondFactor"]["user"] == {"username": "ada"}

        shown = laptop.data(SESSIONS)
        assert shown["secondFactor"] == {"hasTotp": True, "recoveryCodesLeft": 9}
        assert [each["current"] for each in shown["sessions"]] == [False, True, False]
        end = "mutation ($id: ID!) { endSession(id: $id) { ok } }"
        assert laptop.data(end, id=shown["sessions"][2]["id"]) == {"endSession": {"ok": True}}
        ended = phone.post("{ me { username } }")["errors"][0]
        assert ended["extensions"]["code"] == "UNAUTHENTICATED"
        assert len(laptop.data(SESSIONS)["sessions"]) == 2


@pytest.fixture
def page(stores: None, browser: Browser) -> Iterator[str]:
    """A page of the service, in a browser with an authenticator that verifies its user."""
    with authenticating(browser) as address:
        yield address


@contextmanager
def authenticating(browser: Browser) -> Iterator[str]:
    """The address of a server, in a browser with an authenticator that verifies its user."""
    with live_server("localhost") as address:
        options = VirtualAuthenticatorOptions(
            transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
            has_resident_key=True,
            has_user_verification=True,
            is_user_verified=True,
        )
        browser.driver.get(f"{address}/healthz")
        browser.driver.add_virtual_authenticator(options)
        try:
            yield address
        finally:
            browser.driver.remove_virtual_authenticator()


def test_a_passkey_opens_the_admin(stores: None, browser: Browser, settings: LazySettings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    settings.MIDDLEWARE = ["core.server.security_headers.browser_headers", *settings.MIDDLEWARE]
    root = join("root")
    User.objects.update(is_staff=True, is_superuser=True)
    with authenticating(browser) as address:
        site = Site("localhost", [address])
        options = begin_passkey(user=root, password=PASSWORD, address=HOME, site=site)
        browser.driver.get(f"{address}/admin/")
        made = browser.driver.execute_async_script(CREATE, options)
        confirm_passkey(user=root, credential=made, name="Laptop", site=site)

        browser.driver.find_element(By.ID, "passkey").click()
        browser.read("Administration")

        browser.forget()
        browser.driver.get(f"{address}/admin/")
        Passkey.objects.all().delete()
        browser.driver.find_element(By.ID, "passkey").click()
        browser.read("This passkey was not accepted.")
        assert browser.complaints() == []


def test_a_passkey_of_a_browser(page: str, browser: Browser) -> None:
    join()

    def send(query: str, token: str = "", **variables: Any) -> Any:
        return browser.driver.execute_async_script(SEND, query, variables, token)

    def run(script: str, options: str) -> str:
        made: str = browser.driver.execute_async_script(script, options)
        assert not made.startswith("refused"), made
        return made

    token = send(LOGIN, name="ada", password=PASSWORD)["data"]["login"]["token"]
    begin = "mutation ($p: String!) { beginPasskey(password: $p) { options } }"
    options = send(begin, token, p=PASSWORD)["data"]["beginPasskey"]["options"]
    confirm = """
      mutation ($credential: String!) {
        confirmPasskey(credential: $credential, name: "Laptop") {
          passkey { name } recoveryCodes
        }
      }
    """
    made = send(confirm, token, credential=run(CREATE, options))["data"]["confirmPasskey"]
    assert (made["passkey"], len(made["recoveryCodes"])) == ({"name": "Laptop"}, 10)

    required = send(LOGIN, name="ada", password=PASSWORD)["errors"][0]["extensions"]
    assert required["code"] == "SECOND_FACTOR_REQUIRED"
    credential = run(GET, required["passkeyOptions"])
    second = send(SECOND, challenge=required["challenge"], credential=credential)
    assert second["data"]["loginSecondFactor"]["user"] == {"username": "ada"}

    begun = send("mutation { beginPasskeyLogin { options } }")["data"]["beginPasskeyLogin"]
    assert json.loads(begun["options"])["allowCredentials"] == []
    alone = """
      mutation ($credential: String!) {
        loginWithPasskey(credential: $credential) { token user { username } }
      }
    """
    credential = run(GET, begun["options"])
    signed_in = send(alone, credential=credential)["data"]["loginWithPasskey"]
    assert signed_in["user"] == {"username": "ada"}
    me = send("{ me { username } sessions { device } }", signed_in["token"])["data"]
    assert (me["me"], len(me["sessions"])) == ({"username": "ada"}, 3)
    assert {session["device"] for session in me["sessions"]} == {"Chrome on Linux"}
    replayed = send(alone, credential=credential)["errors"][0]
    assert replayed["message"] == "This passkey was not accepted."
