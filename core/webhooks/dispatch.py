"""From events to deliveries: which webhooks an event is for.

The relay calls `dispatch` every second. One transaction reads the events since the last snapshot,
writes a delivery for each webhook, enqueues its job and moves the snapshot, so an event makes one
delivery, whatever is killed. Any number of relays may run: one of them locks the snapshot's row.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import Count, F
from django.db.models.functions import Now
from django.db.transaction import atomic

from core.database.clock import database_now
from core.realtime.event_cursor import EventCursor, seen_in
from core.realtime.events import Event, Snapshot, events_since, read_snapshot
from core.realtime.hub import without_repetitions
from core.realtime.models import LiveKind
from core.realtime.new_posts import NewPosts

from .attempts import enqueue
from .models import Audience, Webhook, WebhookCursor, WebhookDelivery
from .stored_events import stored

# Deliveries that may wait for one webhook; what comes then is counted and left out.
MAX_WAITING = 100
# How long the snapshot may be the same, while nothing happens.
STALE = timedelta(minutes=1)
# Seconds for the audiences of new posts in one transaction.
SECONDS = 5.0


class Unfinished(Exception):
    """The graph did not say in time whom new posts reach: all is done again, from the beginning."""


@atomic
def dispatch() -> int:
    """Write and enqueue deliveries of what has happened; returns how many.

    One SQL statement without webhooks; with them two a call, and where something happened up to
    three and four for each delivery, and one Cypher. Raises GraphUnavailable while new posts are
    for webhooks that would get them: then nothing is dispatched until it is available.
    """
    cursor = WebhookCursor.objects.select_for_update(skip_locked=True).first()
    if cursor is None:
        return 0
    seen = Snapshot(cursor.snapshot, EventCursor(cursor.era, seen_in(cursor.snapshot), 0))
    now, events = events_since(seen)
    if now.position.era != cursor.era:  # a restore: what was seen means nothing any more
        now, events = read_snapshot(), []
    events = without_repetitions(events)
    made = _deliver(list(_pairs(events))) if events else 0
    if events or cursor.at < database_now() - STALE:
        _move(now)
    return made


def _move(now: Snapshot) -> None:
    rows = WebhookCursor.objects.filter(pk=1)
    if Webhook.objects.exists():
        rows.update(era=now.position.era, snapshot=now.snapshot, at=Now())
    else:
        rows.delete()


def _pairs(events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield each webhook, and an event that it is for."""
    notified = [event for event in events if event.kind is LiveKind.NOTIFIED]
    posted = [event for event in events if event.kind is LiveKind.POSTED]
    others = (LiveKind.NOTIFIED, LiveKind.POSTED)
    of_posts = [event for event in events if event.post and event.kind not in others]
    for audience, some, name in (
        (Audience.RECIPIENT, notified, "person"),
        (Audience.WATCHERS, of_posts, "post"),
    ):
        found = _webhooks(audience, {getattr(event, name) for event in some}) if some else {}
        for event in some:
            for webhook in found.get(getattr(event, name), ()):
                yield webhook, event
    if posted:
        yield from _pairs_of_posts(posted)


def _pairs_of_posts(posted: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    by_reader = _webhooks(Audience.FOLLOWERS, None)
    if not by_reader:
        return
    waiting = NewPosts()
    for event in posted:
        waiting.add(event)
    for event, people in waiting.reaching(list(by_reader), SECONDS):
        for reader in people:
            for webhook in by_reader[reader]:
                yield webhook, event
    if len(waiting):
        raise Unfinished


def _webhooks(audience: Audience, keys: set[int] | None) -> dict[int, list[int]]:
    """Return the enabled webhooks of an audience by key, of these keys or of all."""
    rows = Webhook.objects.filter(
        audience=audience, disabled_at=None, token_version=F("owner__token_version")
    )
    if keys is not None:
        rows = rows.filter(key__in=keys)
    found: dict[int, list[int]] = {}
    for key, webhook in rows.order_by("pk").values_list("key", "pk"):
        found.setdefault(key, []).append(webhook)
    return found


def _deliver(pairs: Sequence[tuple[int, Event]]) -> int:
    """Write and enqueue deliveries, as many as may wait for each webhook, and count the others."""
    waiting: Counter[int] = Counter()
    rows = WebhookDelivery.objects.filter(
        webhook__in={webhook for webhook, _ in pairs}, state=WebhookDelivery.State.WAITING
    )
    waiting.update(dict(rows.values_list("webhook").annotate(Count("pk"))))
    dropped: Counter[int] = Counter()
    made = []
    for webhook, event in pairs:
        if waiting[webhook] >= MAX_WAITING:
            dropped[webhook] += 1
            continue
        waiting[webhook] += 1
        made.append(WebhookDelivery(webhook_id=webhook, event=stored(event), next_at=Now()))
    for each in WebhookDelivery.objects.bulk_create(made):
        enqueue(each.pk)
    for webhook, count in dropped.items():
        Webhook.objects.filter(pk=webhook).update(dropped=F("dropped") + count)
    return len(made)
