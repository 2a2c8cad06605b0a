"""The first page of the admin: what users do, for those who may see users."""

from collections.abc import Callable

from django.test import Client

from core.follows.services import follow
from tests.factories import make_post, make_users
from tests.statements import statements

from .conftest import Pages


def test_it_shows_what_was_made_and_who_grows(pages: Pages) -> None:
    ada, bob = make_users("ada", "bob")
    make_post(ada)
    follow(follower=bob, followee=ada.pk)
    page = pages("")
    for shown in (
        "<strong>3</strong> joined in 30 days, at most 3 a day",
        "<strong>1</strong> posts in 30 days, at most 1 a day",
        "<strong>1</strong> follows in 30 days, at most 1 a day",
        f'<a href="/admin/core/user/{ada.pk}/change/">ada</a></th><td>+1</td>',
        '<td class="share-3" title="2">67%</td>',
    ):
        assert shown in page
    assert page.count("<rect ") == 90


def test_its_statements_are_as_many_whatever_happened(browser: Client) -> None:
    taken = []
    for number in range(2):
        ada, bob = make_users(f"ada{number}", f"bob{number}")
        follow(follower=bob, followee=ada.pk)
        browser.get("/admin/")
        with statements() as sql:
            browser.get("/admin/")
        taken.append(len(sql))
    assert taken[0] == taken[1]


def test_who_may_not_see_users_sees_no_figures_of_them(staff: Callable[..., Client]) -> None:
    page = staff("view_journalentry").get("/admin/").content.decode()
    assert "jobs failed" in page
    assert "retention" not in page
    assert "<rect" not in page
