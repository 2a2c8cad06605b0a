"""The web client in a real browser: two people at once, and every page in every look."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from api.bundles.build import WEB_CLIENT, build
from api.web.codegen.types import install
from core.accounts.models import User
from core.comments.services import create_comment
from core.follows.services import follow
from core.privacy.services import update_privacy
from tests.browser import Browser
from tests.factories import make_post, make_user, make_users

from .server import Service, served
from .test_first_day import LOGIN, SIGNUP
from .web_client import PASSWORD, Visitor

POST = """
mutation ($file: Upload!) {
  createPost(content: "A comet, see https://example.com", images: [$file]) { post { id } }
}
"""
PAGES = (
    *("/", "/suggestions", "/notifications", "/bookmarks", "/search?q=bo", "/u/bob"),
    *("/search?q=comet&in=posts", "/u/bob/followers", "/p/nothing", "/settings/profile"),
    *("/settings/account", "/settings/privacy", "/settings/notifications"),
    *("/settings/requests", "/settings/mutes", "/settings/blocks", "/settings/data"),
)


@pytest.fixture
def service(stores: None, tmp_path: Path) -> Iterator[Service]:
    """A server with the client as it is now."""
    build(WEB_CLIENT.folder)
    # Elsewhere the pictures are served by somebody else.
    settings = "core.settings.development"
    with served(tmp_path / "media", DJANGO_SETTINGS_MODULE=settings) as service:
        yield service


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 48), "blue").save(tmp_path / "blue.png")
    return tmp_path / "blue.png"


@pytest.fixture
def ada(browser: Browser, service: Service) -> Visitor:
    return Visitor(browser, service.address)


@pytest.fixture
def bob(ada: Visitor, browser: Browser) -> Iterator[Visitor]:
    """Somebody in a tab of their own, which is in front, at another host: so with other cookies."""
    browser.driver.switch_to.new_window("tab")
    bob = Visitor(browser, ada.address.replace("127.0.0.1", "localhost"))
    yield bob
    with bob.beside(ada):
        browser.driver.close()


def test_two_people_at_once(browser: Browser, ada: Visitor, bob: Visitor, picture: Path) -> None:
    with ada.beside(bob):
        ada.sign_up("ada")
    bob.sign_up("bob")
    bob.open("/u/ada")
    browser.press("Follow: ada")
    browser.find("Following: ada")
    bob.open("/")
    browser.read("Nobody whom you follow has posted yet.")

    with ada.beside(bob):
        ada.sees_unread(1)
        ada.open("/")
        ada.write("content", "The comet is back, @bob!")
        ada.attach(picture, "A blue square")
        browser.press("Post")
        browser.find("Post by ada", "article")

    # Nothing was read again: each sees what the other does.
    browser.find("Post by ada", "article")
    browser.find("A blue square", ".pictures a")
    bob.sees_unread(1)
    browser.press("Like, 0 likes")
    browser.find("Like, 1 likes")
    browser.press("0 comments", "a")
    bob.write("comment", "I see it, too.")
    browser.press("Comment")
    browser.find("Comment by bob", "article")

    with ada.beside(bob):
        ada.sees_unread(3)
        ada.open("/notifications")
        browser.read("commented on your post")
        browser.press("Mark all as read")
        ada.sees_unread(0)
        browser.press("I see it, too.", "a")
        browser.press("Reply", "article button")
        ada.write("reply", "Look north.")
        browser.press("Reply", "form button")
        browser.find("Comment by ada", "article")

    browser.read("Look north.")
    bob.sign_out()
    hosts = {urlsplit(visitor.address).netloc for visitor in (ada, bob)}
    assert browser.complaints() == []
    # A preview of a picture has no host.
    assert browser.hosts() - {""} == hosts


def test_sessions_and_refusals(browser: Browser, ada: Visitor, service: Service) -> None:
    ada.open("/sign-up")
    for field, text in (("username", "a"), ("email", "a@example.com"), ("password", "1234567")):
        browser.fill(field, text)
    browser.press("Create the account")
    browser.wait_for(
        lambda: len(browser.driver.find_elements("css selector", "small.problem")) == 2,
        "no reasons beside the fields",
    )
    ada.sign_up("ada")
    post = make_post(make_user("bob"))
    follow(follower=User.objects.get(username="ada"), followee=post.author_id)

    # A token that has expired is exchanged, once, by the part of the page that meets it first.
    _expire(browser, ada.address)
    ada.open("/")
    browser.find("Post by bob", "article")

    # Elsewhere the session is ended.
    service.token = service.data(LOGIN, username="ada", password=PASSWORD)["login"]["token"]
    service.data("mutation { logoutEverywhere { ok } }")
    ada.open("/")
    browser.find("Sign in")
    ada.write("username", "ada")
    browser.fill("password", "wrong")
    browser.press("Sign in")
    browser.find("Username or password is wrong.", "[role=alert]")


def test_every_page_in_every_look(
    browser: Browser, ada: Visitor, service: Service, picture: Path
) -> None:
    axe = (install() / "axe-core/axe.min.js").read_text()
    ada.sign_up("ada")
    post = _little_network(service, picture)
    faults = {}
    for page in (*PAGES, f"/p/{post}"):
        ada.open(page)
        faults[page] = ada.faults(axe)
    ada.sign_out()
    for page in ("/sign-in", "/sign-up"):
        ada.open(page)
        faults[page] = ada.faults(axe)
    assert {page: found for page, found in faults.items() if found} == {}
    assert browser.complaints() == []


def test_the_network_is_drawn_and_listed(
    browser: Browser, ada: Visitor, service: Service, picture: Path
) -> None:
    axe = (install() / "axe-core/axe.min.js").read_text()
    ada.sign_up("ada")
    _little_network(service, picture)
    ada.open("/explore")
    browser.find("bob 2 ties, community 1", ".people button")
    browser.press("carol 1 ties, community 2", ".people button")
    browser.read("Path: ada → bob → carol")
    browser.driver.execute_script(
        "[...document.querySelectorAll('.card .list button')].at(-1).click()"
    )
    browser.find("bob follows carol", "h2")
    browser.read("carol: Where?")
    assert ada.faults(axe, widths=(360, 820, 1440)) == []
    # Chromium says that it draws in software.
    assert [each for each in browser.complaints() if "WebGL" not in each] == []


def _expire(browser: Browser, address: str) -> None:
    cookie = {"name": "__Host-access", "value": "expired", "url": address, "secure": True}
    browser.driver.execute_cdp_cmd("Network.setCookie", {**cookie, "path": "/"})


def _little_network(service: Service, picture: Path) -> str:
    """Somebody to look at on every page; returns the ID of a post with a picture and comments."""
    ada = User.objects.get(username="ada")
    data = service.data(SIGNUP, username="bob", email="b@example.com", password=PASSWORD)
    service.token = data["signup"]["token"]
    post: str = service.upload(POST, picture.read_bytes())["createPost"]["post"]["id"]
    bob = User.objects.get(username="bob")
    carol, dora, eve = make_users("carol", "dora", "eve")
    for follower, followee in ((ada, bob), (bob, ada), (bob, carol), (dora, bob)):
        follow(follower=follower, followee=followee.pk)
    thread = create_comment(author=carol, post=bob.posts.get().pk, content="Where?")
    create_comment(author=bob, post=thread.post_id, parent=thread.pk, content="North of @ada.")
    service.data(f'mutation {{ bookmarkPost(id: "{post}") {{ post {{ id }} }} }}')
    update_privacy(user=ada, is_private=True)
    follow(follower=eve, followee=ada.pk)
    return post
