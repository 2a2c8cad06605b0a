"""The playground in a real browser: sign up, look around, sign out, sign in, post a picture."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from pytest_django import Settings
from selenium.webdriver.common.by import By

from api.bundles.build import PLAYGROUND, build
from core.accounts.models import User
from core.follows.services import follow
from tests.browser import Browser, live_server
from tests.factories import make_user
from tests.journeys.server import served

PASSWORD = "a-long-pass-phrase"
"""The password of the example SignUp."""


LIGHT = ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)"]
STOP = "Stop query (Ctrl-Enter)"
DARK = ["rgb(33, 42, 59)", "rgb(212, 212, 212)", "rgb(255, 255, 255)"]


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Where the playground is served, with the demo account that development offers."""
    build(PLAYGROUND.folder)
    settings.STATICFILES_DIRS = [("playground", PLAYGROUND.folder / "dist")]
    settings.DEBUG = True
    settings.PLAYGROUND_DEMO_USER = "new_here"
    settings.PLAYGROUND_DEMO_PASSWORD = PASSWORD
    with live_server() as address:
        yield f"{address}/graphql/"


@pytest.mark.usefixtures("stores")
def test_the_docs_teach_the_schema_and_the_explorer_writes_an_operation(
    browser: Browser, address: str
) -> None:
    browser.open(address)
    browser.press("Query", "a")
    browser.read("All queries.")
    browser.read("The object with this ID; null if it does not exist or is not visible to you.")

    browser.press("New tab")
    browser.press("Show GraphiQL Explorer")
    browser.press("users", ".graphiql-explorer-root [data-field-name]")
    browser.press("totalCount", ".graphiql-explorer-root [data-field-name]")
    browser.wait_for(lambda: "totalCount" in browser.editor(), "no totalCount in the editor")
    browser.run()
    assert '"totalCount": 0' in browser.result('"users"')

    assert browser.complaints() == []
    # Nobody else is asked for anything.
    assert browser.hosts() == {urlsplit(address).netloc}


def test_it_is_light_or_dark_with_the_system_until_somebody_chooses(
    browser: Browser, address: str
) -> None:
    browser.prefer("light")
    browser.open(address)
    browser.wait_for(lambda: colours(browser) == LIGHT, "it is dark")
    browser.prefer("dark")
    browser.wait_for(lambda: colours(browser) == DARK, "it stayed light")
    browser.open(address)
    browser.wait_for(lambda: colours(browser) == DARK, "it is light")

    browser.press("Open settings dialog")
    browser.press("Light", ".graphiql-dialog button")
    browser.wait_for(lambda: colours(browser) == LIGHT, "it stayed dark")
    browser.open(address)
    browser.wait_for(lambda: colours(browser) == LIGHT, "it is dark again")
    assert browser.complaints() == []


@pytest.mark.usefixtures("stores")
def test_what_happens_is_shown_as_it_happens(browser: Browser, tmp_path: Path) -> None:
    build(PLAYGROUND.folder)
    with served(tmp_path / "media") as service:
        browser.open(f"{service.address}/graphql/")
        browser.open_tab("LiveNotifications")
        browser.run()
        assert '"code": "UNAUTHENTICATED"' in browser.result('"Sign in first."')

        sign_up(browser)
        browser.open_tab("LiveNotifications")
        browser.run()
        browser.find(STOP, ".graphiql-execute-button")
        newcomer = User.objects.get(username="new_here")
        for number, name in enumerate(("ada", "bob"), 1):
            follow(follower=make_user(name), followee=newcomer.pk)
            result = browser.result(f'"username": "{name}"')
            assert '"kind": "FOLLOW"' in result
            assert f'"unreadNotificationsCount": {number}' in result
        browser.press(STOP, ".graphiql-execute-button")

        assert browser.complaints() == []
        assert browser.hosts() == {urlsplit(service.address).netloc}


@pytest.mark.usefixtures("stores")
def test_a_newcomer_finds_the_way(browser: Browser, address: str, tmp_path: Path) -> None:
    browser.open(address)
    sign_up(browser)
    read_empty_feed(browser)
    post_a_picture(browser, tmp_path)
    stay_signed_in_after_reload(browser, address)
    sign_out_and_in_again(browser)
    sign_in_as_the_demo_user(browser)

    assert browser.complaints() == []
    assert browser.hosts() == {urlsplit(address).netloc}


def sign_up(browser: Browser) -> None:
    browser.open_tab("SignUp")
    browser.run("SignUp")
    browser.result('"username": "new_here"')
    browser.press("Continue as new_here")
    assert who(browser) == "Signed in as new_here"
    browser.run("Me")
    assert '"username": "new_here"' in browser.result('"me": {')


def read_empty_feed(browser: Browser) -> None:
    browser.open_tab("Feed")
    browser.run()
    browser.result('"feed": []')
    browser.open_tab("Suggestions")
    browser.run()
    browser.result('"followSuggestions": []')


def post_a_picture(browser: Browser, folder: Path) -> None:
    picture = folder / "blue.png"
    Image.new("RGB", (64, 48), "blue").save(picture)
    browser.open_tab("PostWithPicture")
    browser.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(picture))
    browser.read("Attached @blue.png")
    browser.run()
    result = browser.result('"width": 64')
    assert '"content": "My first picture"' in result
    assert '"height": 48' in result


def stay_signed_in_after_reload(browser: Browser, address: str) -> None:
    browser.open(address)
    assert who(browser) == "Signed in as new_here"


def sign_out_and_in_again(browser: Browser) -> None:
    browser.press("Sign out")
    browser.press("Sign in…")
    browser.fill("username", "new_here@example.com")
    browser.fill("password", "not-the-pass-phrase")
    browser.press("Sign in", "dialog button[type=submit]")
    problem = browser.driver.find_element(By.CSS_SELECTOR, "dialog [role=alert]")
    browser.wait_for(lambda: problem.text != "", "no reason was given")
    browser.fill("password", PASSWORD)
    browser.press("Sign in", "dialog button[type=submit]")
    assert who(browser) == "Signed in as new_here"


def sign_in_as_the_demo_user(browser: Browser) -> None:
    browser.press("Sign out")
    browser.press("Sign in as new_here")
    assert who(browser) == "Signed in as new_here"
    assert not browser.has("Sign in as new_here")


def colours(browser: Browser) -> list[str]:
    """What is behind the page, what the editor writes in, and what the browser itself would."""
    found: list[str] = browser.driver.execute_script(
        """
        const of = selector => getComputedStyle(document.querySelector(selector));
        return [of('.graphiql-container').backgroundColor,
                of('.graphiql-query-editor .monaco-editor').color,
                of('body').color];
        """
    )
    return found


def who(browser: Browser) -> str:
    """What the header says, once someone is signed in."""
    browser.find("Sign out")
    return browser.driver.find_element(By.CLASS_NAME, "playground-who").text
