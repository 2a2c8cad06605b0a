"""The admin in a real browser, under the headers of production."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from selenium.webdriver.common.by import By

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment
from core.posts.models import Post
from tests.browser import Browser, live_server
from tests.factories import make_post, make_user

SOMEBODY_ELSES_SCRIPT = """
const script = document.createElement("script");
script.textContent = "1 + 1";
document.body.append(script);
"""


@pytest.fixture
def address(stores: None, settings: Settings) -> Iterator[str]:
    """Where the admin is served, to root among others."""
    settings.MIDDLEWARE = ["core.server.security_headers.browser_headers", *settings.MIDDLEWARE]
    root = make_user("root")
    root.is_staff = root.is_superuser = True
    root.set_password("a-long-pass-phrase")
    root.save()
    make_post(root)
    with live_server() as address:
        yield f"{address}/admin/"


def sign_in(browser: Browser, address: str) -> None:
    browser.driver.get(address)
    browser.fill("username", "root")
    browser.fill("password", "a-long-pass-phrase")
    browser.driver.find_element(By.CSS_SELECTOR, "[type=submit]").click()
    browser.read("Recent actions")


def test_nothing_that_its_pages_need_is_refused(browser: Browser, address: str) -> None:
    sign_in(browser, address)
    for page in ("core/user/", "core/user/add/", "core/post/", "core/journalentry/"):
        browser.driver.get(f"{address}{page}")
        assert browser.driver.find_elements(By.ID, "logout-form")
    assert refused(browser) == []
    # And the browser does keep to it.
    browser.driver.execute_script(SOMEBODY_ELSES_SCRIPT)
    (complaint,) = refused(browser)
    assert "script-src 'self'" in complaint


TEXTS = ["a\nb", "\n\nfirst\rsecond\r\nthird\n", "a\u2028b\u200b", "\t<b>&amp;</b> "]


def test_a_browser_saves_what_nobody_touched_as_it_was(browser: Browser, address: str) -> None:
    ada, post = User.objects.get(), Post.objects.get()
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    sign_in(browser, address)
    for text in TEXTS:
        Post.objects.update(content=text)
        Comment.objects.update(content=text)
        User.objects.update(bio=text, display_name=text, email="root@münchen.de")
        for row in (post, comment, ada):
            before = type(row).objects.values().get()
            save(browser, f"{address}core/{row._meta.model_name}/{row.pk}/change/")
            assert type(row).objects.values().get() == before
    # What is typed is saved.
    browser.driver.get(f"{address}core/post/{post.pk}/change/")
    field = browser.driver.find_element(By.NAME, "content")
    field.clear()
    field.send_keys("One\nTwo")
    browser.driver.find_element(By.NAME, "_save").click()
    browser.read("was changed successfully")
    post.refresh_from_db()
    assert post.content == "One\nTwo"
    assert post.edited_at is not None


def save(browser: Browser, page: str) -> None:
    """Open the form and press Save."""
    browser.driver.get(page)
    browser.driver.find_element(By.NAME, "_save").click()
    browser.read("was changed successfully")


def refused(browser: Browser) -> list[str]:
    """What the policy kept from the page since this was last asked."""
    return [text for text in browser.complaints() if "Content Security Policy" in text]
