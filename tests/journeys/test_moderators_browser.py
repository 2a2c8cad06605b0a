"""A report handled by two moderators at the admin, in a real browser, with second factors."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from selenium.webdriver.common.by import By

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.moderation.models import Decision, ModerationAct
from core.posts.models import Post
from core.posts.services import update_post
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import report
from core.visibility import Standing
from tests.browser import Browser, live_server
from tests.core.accounts.factors.worlds import PASSWORD, with_app
from tests.factories import make_post, make_user, make_users


@pytest.fixture
def address(stores: None, settings: LazySettings) -> Iterator[str]:
    """Where the admin is served, to staff with a second factor only."""
    settings.STAFF_NEED_SECOND_FACTOR = True
    settings.MIDDLEWARE = ["core.server.security_headers.browser_headers", *settings.MIDDLEWARE]
    with live_server() as address:
        yield f"{address}/admin/core/"


class Moderator:
    """One of two at the same browser, one after the other."""

    def __init__(self, browser: Browser, address: str, username: str) -> None:
        self.browser, self.address, self.username = browser, address, username
        user = set_moderator(person=make_user(username).pk, is_moderator=True)
        user.set_password(PASSWORD)
        user.save()
        _, self.codes = with_app(User.objects.get(pk=user.pk))

    def sign_in(self) -> None:
        self.browser.forget()
        self.open("case/?state__exact=open")
        self.browser.fill("username", self.username)
        self.browser.fill("password", PASSWORD)
        self.browser.fill("code", self.codes[0])
        self.browser.driver.find_element(By.CSS_SELECTOR, "[type=submit]").click()
        self.browser.read("Select case to change")

    def open(self, page: str) -> None:
        self.browser.driver.get(f"{self.address}{page}")

    def decide(self, choice: str, field: str, why: str) -> None:
        self.browser.driver.find_element(By.CSS_SELECTOR, f"[value={choice}]").click()
        self.browser.fill(field, why)
        self.browser.driver.find_element(By.NAME, "_save").click()


def test_one_proposes_and_another_approves(browser: Browser, address: str) -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    maud, olga = (Moderator(browser, address, name) for name in ("maud", "olga"))
    post = make_post(ada, "Buy my <b>pills</b>!")
    for reporter, text in ((bob, "An advertisement."), (cat, "Again.")):
        report(
            reporter=reporter,
            kind=SubjectKind.POST,
            subject=post.pk,
            category=Category.SPAM,
            text=text,
            rule="No advertisements.",
        )
    update_post(editor=ada, post=post.pk, content="Nothing to see.")
    case = Case.objects.get()

    maud.sign_in()
    browser.read("Buy my <b>pills</b>!")
    maud.open(f"case/{case.pk}/change/")
    for shown in ("Buy my <b>pills</b>!", "Nothing to see.", "An advertisement.", "Again."):
        browser.read(shown)
    maud.decide("remove", "reason", "You advertise.")
    browser.read("was changed successfully")
    decision = Decision.objects.get()
    assert Post.objects.get().standing == Standing.HIDDEN
    maud.open(f"decision/{decision.pk}/change/")
    maud.decide("approve", "answer", "I agree with myself.")
    browser.read("Somebody else has to decide about your own decision.")
    assert Post.objects.exists()

    olga.sign_in()
    olga.open("decision/?state__exact=proposed")
    browser.read("maud")
    olga.open(f"decision/{decision.pk}/change/")
    browser.read("Buy my <b>pills</b>!")
    browser.read("Nothing to see.")
    olga.decide("approve", "answer", "It is one.")
    browser.read("was changed successfully")
    assert not Post.objects.exists()
    olga.open(f"case/{case.pk}/change/")
    browser.read("It is deleted. Only what was reported is left.")
    assert not browser.driver.find_elements(By.NAME, "_save")
    olga.open("moderationact/")
    browser.read("Approved")
    by = {name: User.objects.get(username=name).pk for name in ("maud", "olga")}
    lines = ModerationAct.objects.order_by("pk").values_list("kind", "by", "reason")
    assert list(lines) == [
        ("proposed", by["maud"], "You advertise."),
        ("approved", by["olga"], "It is one."),
    ]
    assert [each for each in browser.complaints() if "Content Security Policy" in each] == []
