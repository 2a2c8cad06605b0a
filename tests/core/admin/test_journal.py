"""The journal in the admin: to look at, to try again, and quick when it is long."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.follows.services import follow
from core.journal.models import JournalEntry
from core.journal.pairing import require_together
from core.relay.relay import drain
from tests.factories import make_post, make_users
from tests.graph_state import edges

from .browsing import choose, counted_on, ids_on
from .conftest import Pages

ROWS = 200_000


def entry(**given: object) -> JournalEntry:
    """An entry as the relay might leave it; it posts something."""
    return JournalEntry.objects.create(**{"kind": "posted", "actor": 1, "target": 99} | given)


def test_states_are_shown_and_filtered(pages: Pages) -> None:
    applied = JournalEntry.objects.get()
    waiting = entry(recorded_at=timezone.now() - timedelta(seconds=7200))
    set_aside = entry(set_aside_at=timezone.now(), error="ClientError: <no>", attempts=5)
    assert ids_on(pages("core/journalentry/")) == [set_aside.pk, waiting.pk, applied.pk]
    assert ids_on(pages("core/journalentry/?state=applied")) == [applied.pk]
    assert ids_on(pages("core/journalentry/?state=set_aside")) == [set_aside.pk]
    page = pages("core/journalentry/?state=waiting")
    assert ids_on(page) == [waiting.pk]
    assert re.search(r"waiting for 7,20\d s", page)
    assert "ClientError: &lt;no&gt;" in pages(f"core/journalentry/{set_aside.pk}/change/")


def test_it_names_people_and_says_who_is_gone(pages: Pages) -> None:
    ada, bob, gone = make_users("ada", "bob", "gone")
    follow(follower=ada, followee=bob.pk)
    follow(follower=ada, followee=gone.pk)
    pid = make_post(bob).pk
    uid = gone.pk
    gone.delete()
    page = pages("core/journalentry/?q=ada")
    assert f'<a href="/admin/core/user/{bob.pk}/change/">bob</a>' in page
    assert f"{uid} (deleted)" in page
    assert counted_on(page) == "3 journal entries"
    assert ids_on(pages("core/journalentry/?q=ada&kind=followed")) == ids_on(page)[:2]
    assert ids_on(pages(f"core/journalentry/?q={ada.pk}")) == ids_on(page)
    posted = JournalEntry.objects.get(kind="posted").pk
    assert ids_on(pages(f"core/journalentry/?q=%23{posted}")) == [posted]
    assert ids_on(pages("core/journalentry/?kind=posted")) == [posted]
    assert f'<a href="/admin/core/post/{pid}/change/">post {pid}</a>' in pages(
        f"core/journalentry/{posted}/change/"
    )


def test_nobody_changes_it(browser: Client) -> None:
    before = list(JournalEntry.objects.values())
    path = f"/admin/core/journalentry/{before[0]['id']}/"
    assert browser.get("/admin/core/journalentry/add/").status_code == 403
    assert browser.post(f"{path}change/", {"kind": "posted"}).status_code == 403
    assert browser.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert choose(browser, "journalentry", "delete_selected", before[0]["id"]) == [
        "No action selected."
    ]
    assert list(JournalEntry.objects.values()) == before


def test_what_is_set_aside_is_tried_again(browser: Client) -> None:
    ada, bob = make_users("ada", "bob")
    now = timezone.now()
    aside = entry(
        kind="followed", actor=ada.pk, target=bob.pk, attempts=5, retry_at=now, set_aside_at=now
    )
    waiting = entry(kind="followed", actor=bob.pk, target=ada.pk, attempts=2, retry_at=now)
    assert choose(browser, "journalentry", "try_again", aside.pk, waiting.pk) == [
        "The relay will retry 1 entry."
    ]
    aside.refresh_from_db()
    waiting.refresh_from_db()
    assert (aside.attempts, aside.retry_at, aside.set_aside_at) == (0, None, None)
    assert (waiting.attempts, waiting.retry_at) == (2, now)
    assert drain() == 2
    assert edges() == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", bob.pk, ada.pk)]


def test_only_superusers_retry(staff: Callable[..., Client]) -> None:
    aside = entry(set_aside_at=timezone.now())
    assert choose(staff("view_journalentry"), "journalentry", "try_again", aside.pk) == []
    aside.refresh_from_db()
    assert aside.set_aside_at is not None


def test_the_first_page_says_how_far_the_graph_is(pages: Pages) -> None:
    figure = r"<strong>([\d,+]+)</strong>\s+<span>(?:journal entr|set aside)"
    assert re.findall(figure, pages("")) == ["0", "0"]
    entry(recorded_at=timezone.now() - timedelta(hours=3))
    entry()
    entry(set_aside_at=timezone.now())
    page = pages("")
    assert re.findall(figure, page) == ["2", "1"]
    assert "waiting for the graph, the oldest for 3\xa0hours" in page


def test_the_first_page_says_how_far_behind_the_graph_is(pages: Pages) -> None:
    now = timezone.now()
    JournalEntry.objects.update(recorded_at=now, applied_at=now + timedelta(milliseconds=4))
    entry(recorded_at=now, applied_at=now + timedelta(seconds=2))
    page = pages("")
    assert "<strong>4 ms</strong>" in page
    assert "the median of the newest 2; 99 of 100 within 2.0 s, all within 2.0 s" in page
    JournalEntry.objects.update(applied_at=None)
    assert "the median of" not in pages("")


@pytest.fixture
def long_journal(stores: None) -> None:
    """200,000 entries: every twentieth waits, every 2,000th is set aside, few are likes."""
    require_together()  # or a graph without the changes of these entries counts as emptied
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_journalentry
              (kind, actor, target, username, at, recorded_at, attempts, error,
               applied_at, set_aside_at)
            SELECT CASE WHEN mod(i, 50000) = 0 THEN 'liked' ELSE 'followed' END, mod(i, 1000), i,
              '', now(), now(), 0, '',
              CASE WHEN mod(i, 20) > 0 THEN now() END, CASE WHEN mod(i, 2000) = 0 THEN now() END
            FROM generate_series(1, %s) AS i
            """,
            [ROWS],
        )
        cursor.execute("ANALYZE core_journalentry")


# Address, the count shown, and the index that the rows are read by.
LONG_LISTS = (
    ("", f"about {ROWS:,}", "core_journalentry_pkey"),
    ("?p=200", f"about {ROWS:,}", "core_journalentry_pkey"),
    ("?state=waiting", "9,900", "journal_waiting"),
    ("?state=set_aside", "100", "journal_set_aside"),
    ("?state=applied", "10,000+", "core_journalentry_pkey"),
    ("?kind=liked", "2", "core_journalentry_pkey"),
    ("?q=7", "200", "journal_edge"),
    ("?q=nobody", "0", "journal_edge"),
)


def test_a_long_journal_is_read_by_indexes(long_journal: None, browser: Client) -> None:
    for address, count, index in LONG_LISTS:
        change_list = browser.get(f"/admin/core/journalentry/{address}").context["cl"]
        assert (address, change_list.shown_count) == (address, count)
        start = 50 * (change_list.page_num - 1)
        plan = change_list.queryset[start : start + 50].explain()
        assert index in plan
        assert "Seq Scan on core_journalentry" not in plan
    beyond = browser.get("/admin/core/journalentry/?p=201")
    assert (beyond.status_code, beyond.headers["Location"]) == (
        302,
        "/admin/core/journalentry/?e=1",
    )
