"""The state of the journal: exact figures, at a cost that does not grow with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.journal import status, throughput
from core.journal.apply import mark_applied
from core.journal.models import JournalEntry
from core.journal.status import MAX_COUNT, JournalState, Lag, SetAside
from tests.factories import make_users
from tests.sql_plans import scans

pytestmark = pytest.mark.usefixtures("stores")

NOW = timezone.now()
MANY = 250_000


def entry(**given: object) -> JournalEntry:
    """An entry as a request or the relay might leave it."""
    return JournalEntry.objects.create(**{"kind": "posted", "actor": 1, "target": 99} | given)


def applied_after(milliseconds: int) -> JournalEntry:
    return entry(recorded_at=NOW, applied_at=NOW + timedelta(milliseconds=milliseconds))


def test_an_empty_journal() -> None:
    assert status.journal_state() == JournalState(0, None, 0)
    assert status.first_set_aside(5) == []
    assert status.lag() is None


def test_what_waits_and_what_is_set_aside() -> None:
    make_users("ada")
    entry(recorded_at=NOW - timedelta(hours=2), set_aside_at=NOW, error="KeyError: 'a'")
    oldest = entry(recorded_at=NOW - timedelta(hours=1), attempts=2, retry_at=NOW)
    entry()
    second = entry(kind="liked", set_aside_at=NOW, error="KeyError: 'b'")
    entry(set_aside_at=NOW)
    assert status.journal_state() == JournalState(2, oldest.recorded_at, 3)
    assert status.first_set_aside(2) == [
        SetAside(second.pk - 3, "posted", "KeyError: 'a'"),
        SetAside(second.pk, "liked", "KeyError: 'b'"),
    ]


def test_the_lag_is_that_of_the_newest_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    applied_after(60_000)
    for milliseconds in range(1, 201):
        applied_after(milliseconds)
        entry()
    assert status.lag() == Lag(201, 0.101, 0.199, 60.0)
    monkeypatch.setattr(status, "LAG_OF", 100)
    assert status.lag() == Lag(100, 0.15, 0.199, 0.2)
    monkeypatch.setattr(status, "LAG_AMONG", 20)
    assert status.lag() == Lag(10, 0.195, 0.2, 0.2)


def test_rates_count_what_was_written_and_applied_since() -> None:
    before = [entry().pk for _ in range(4)]
    applied_after(5)
    start = throughput.mark()
    assert (start.last, start.waiting) == (before[-1] + 1, before)
    new = [entry().pk for _ in range(3)]
    mark_applied([before[0], before[2], new[1]])
    rates = throughput.rates_since(start)
    assert rates.written * rates.seconds == pytest.approx(3)
    assert rates.applied * rates.seconds == pytest.approx(3)
    assert not rates.at_least


def test_rates_say_when_more_may_have_been_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "MAX_COUNT", 2)
    pks = [entry().pk for _ in range(3)]
    start = throughput.mark()
    assert start.waiting == pks[:2]
    mark_applied(pks[:1])
    assert not throughput.rates_since(start).at_least
    mark_applied(pks)
    rates = throughput.rates_since(start)
    assert rates.applied * rates.seconds == pytest.approx(2)
    assert rates.at_least


def test_a_long_journal_is_read_by_the_ends_of_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_journalentry
              (kind, actor, target, username, at, recorded_at, attempts, error,
               applied_at, set_aside_at)
            SELECT 'followed', mod(i, 1000), i, '', %(now)s, %(now)s, 0, '',
              CASE WHEN mod(i, 20) > 0 THEN %(now)s + interval '2 s' END,
              CASE WHEN mod(i, 2000) = 0 THEN %(now)s END
            FROM generate_series(1, %(many)s) AS i
            """,
            {"now": NOW, "many": MANY},
        )
        cursor.execute("ANALYZE core_journalentry")
    with scans() as seen:
        assert status.journal_state() == JournalState(MAX_COUNT + 1, NOW, 125)
        assert status.first_set_aside(1) == [SetAside(2_000, "followed", "")]
        assert status.lag() == Lag(status.LAG_OF, 2.0, 2.0, 2.0)
        start = throughput.mark()
        assert (start.last, len(start.waiting)) == (MANY, MAX_COUNT)
        rates = throughput.rates_since(start)
        assert (rates.written, rates.applied) == (0.0, 0.0)
    assert {scan.table for scan in seen} == {"core_journalentry"}
    assert [scan for scan in seen if "Index" not in scan.node] == []
    assert max(scan.rows for scan in seen) <= MAX_COUNT * 20 / 19 + 1
