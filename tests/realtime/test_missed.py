"""What a reader has missed is counted by what concerns it, from exactly where it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from core.common.errors import InvalidInput
from core.follows.services import follow
from core.realtime import retention
from core.realtime.catch_up import missed_by_reader
from core.realtime.event_cursor import EventCursor, Seen, parse_cursor, seen_in
from core.realtime.events import (
    MAX_MISSED,
    TOO_OLD,
    Audience,
    Event,
    Snapshot,
    Topic,
    events_since,
    read_snapshot,
)
from core.realtime.models import LiveEvent, LiveLog
from core.relay.relay import drain
from graph.connection import client
from tests.factories import make_users
from tests.statements import statements
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

ADA = Topic(Audience.RECIPIENT, 1)


def notify(count: int = 1, person: int = ADA.key) -> None:
    """Write so many events in one transaction."""
    with transaction.atomic():
        LiveEvent.objects.bulk_create(
            LiveEvent(kind="notified", person=person, notification=1) for _ in range(count)
        )


def post(author: int, count: int = 1) -> None:
    """Write the events of so many new posts in one transaction."""
    LiveEvent.objects.bulk_create(
        LiveEvent(kind="posted", person=author, post=number) for number in range(count)
    )


def now() -> EventCursor:
    """The beginning of a stream."""
    return read_snapshot().position


def last() -> EventCursor:
    """The cursor of the last event that is visible, as a client returns it."""
    return parse_cursor(str(visible()[-1].position))


def visible() -> list[Event]:
    """Every event, as the hub reads it."""
    return events_since(Snapshot("1:1:", now()))[1]


def ids(events: list[Event]) -> list[int]:
    return [event.id for event in events]


@contextmanager
def long_transaction() -> Iterator[None]:
    """A transaction that writes, beside all of the block; it is rolled back."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        yield
    finally:
        other.close()


def test_posts_of_others_do_not_count() -> None:
    reader, author, outsider, *others = make_users("reader", "author", *(f"o{n}" for n in range(5)))
    follow(follower=reader, followee=author.pk)
    drain()
    topic = Topic(Audience.FOLLOWERS, reader.pk)
    cursor = now()
    post(outsider.pk, MAX_MISSED + 1)
    post(author.pk)
    for other in others:
        post(other.pk)
    post(author.pk)
    with statements() as sql, client.recorded_statements() as cypher:
        events = missed_by_reader(topic, cursor)
    assert [event.person for event in events] == [author.pk, author.pk]
    assert (len(sql), len(cypher)) == (3, 1)
    assert ids(missed_by_reader(topic, events[0].position)) == [events[1].id]
    assert missed_by_reader(topic, events[1].position) == []

    post(author.pk, MAX_MISSED - 2)
    assert len(missed_by_reader(topic, cursor)) == MAX_MISSED
    post(author.pk)
    with pytest.raises(InvalidInput, match=TOO_OLD):
        missed_by_reader(topic, cursor)


def test_more_authors_than_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.realtime.missed.MAX_AUTHORS", 2)
    (reader,) = make_users("reader")
    cursor = now()
    for author in (2, 3, 4):
        post(author)
    with pytest.raises(InvalidInput, match=TOO_OLD):
        missed_by_reader(Topic(Audience.FOLLOWERS, reader.pk), cursor)


def test_a_long_transaction_counts_nothing_twice() -> None:
    with long_transaction():
        notify(MAX_MISSED + 1)
        begun, sent = now(), last()
        notify(2)
        expected = list(LiveEvent.objects.order_by("pk").values_list("pk", flat=True))[-2:]
        assert ids(missed_by_reader(ADA, begun)) == expected
        assert ids(missed_by_reader(ADA, parse_cursor(str(begun)))) == expected
        assert ids(missed_by_reader(ADA, sent)) == expected
    assert ids(missed_by_reader(ADA, begun)) == expected
    assert ids(missed_by_reader(ADA, sent)) == expected


def test_what_a_long_transaction_wrote_comes_when_it_has_ended() -> None:
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("INSERT INTO core_liveevent (kind, person) VALUES ('notified', 1)")
        notify(MAX_MISSED + 1)
        begun, sent = now(), last()
        assert missed_by_reader(ADA, begun) == missed_by_reader(ADA, sent) == []
        other.commit()
    finally:
        other.close()
    late = LiveEvent.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert ids(missed_by_reader(ADA, begun)) == ids(missed_by_reader(ADA, sent)) == [late]


def test_the_middle_of_a_transaction_is_a_place_to_resume_from() -> None:
    notify(3)
    events = visible()
    assert ids(missed_by_reader(ADA, events[0].position)) == ids(events[1:])
    assert ids(missed_by_reader(ADA, events[2].position)) == []
    # Also where it had a number before.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        notify(1)
        notify(1)
    events = visible()
    assert ids(missed_by_reader(ADA, events[3].position)) == ids(events[4:])
    assert ids(missed_by_reader(ADA, events[2].position)) == ids(events[3:])


def test_a_purge_beside_a_long_transaction_refuses_nobody_who_missed_nothing() -> None:
    notify()
    with long_transaction():
        notify()
        LiveEvent.objects.update(at=F("at") - timedelta(hours=25))
        notify()
        begun, sent = now(), last()
        assert retention.forget() == 2
        assert missed_by_reader(ADA, begun) == missed_by_reader(ADA, sent) == []
        notify()
        assert len(missed_by_reader(ADA, begun)) == len(missed_by_reader(ADA, sent)) == 1


def nothing_else_runs() -> bool:
    """Whether no other transaction is in progress, such as PostgreSQL's own ANALYZE.

    What has ended since an event and was running then may be among what is deleted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot())")
        return bool(cursor.fetchone()[0] == 0)


def test_what_may_be_deleted_is_refused() -> None:
    wait_until(nothing_else_runs)
    begun = now()
    notify()
    first = last()
    notify()
    LiveEvent.objects.filter(pk=first.event).update(at=F("at") - timedelta(hours=25))
    assert retention.forget() == 1
    for cursor in (begun, first):
        with pytest.raises(InvalidInput, match=TOO_OLD):
            missed_by_reader(ADA, cursor)
    assert missed_by_reader(ADA, last()) == []


def test_rows_of_the_release_before_have_their_floor() -> None:
    notify()
    LiveEvent.objects.update(seen="")
    sent = last()
    notify()
    events = visible()
    assert ids(missed_by_reader(ADA, sent)) == ids(events[1:])


def test_a_cursor_of_another_row_or_log_is_refused() -> None:
    notify(2)
    sent = last()
    era = LiveLog.objects.get().era
    for wrong in (
        EventCursor(era + 1, sent.seen, sent.event),
        EventCursor(era, Seen(sent.seen.floor + 1), sent.event),
        EventCursor(era, sent.seen, sent.event + 1),
        EventCursor(era, Seen(2**62), 0),
    ):
        with pytest.raises(InvalidInput, match=TOO_OLD):
            missed_by_reader(ADA, wrong)


@pytest.mark.parametrize(
    ("snapshot", "text"),
    [
        ("100:100:", "64"),
        ("100:120:100,103,119", "64.3.10.1"),
        (f"5:900:{','.join(map(str, range(5, 105)))}", "5"),
    ],
)
def test_the_text_of_what_was_seen(snapshot: str, text: str) -> None:
    cursor = EventCursor(7, seen_in(snapshot), 0)
    assert str(cursor) == f"7-{text}-0"
    assert parse_cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        *("1-0-0", "1-5.0-0", "1-5.-0", "1-5..1-0", "1-.5-0", "1-5-0\n", "1-٥-0"),
        *(f"1-{'f' * 16}-0", f"1-5-{'f' * 16}", "1-5.fffffffffffff-0", f"1-5{'.1' * 66}-0"),
    ],
)
def test_a_cursor_that_is_none(text: str) -> None:
    with pytest.raises(InvalidInput, match="Invalid event ID"):
        parse_cursor(text)
