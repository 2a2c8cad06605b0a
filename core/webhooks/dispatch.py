"""From events to deliveries: which webhooks an event is for.

The relay calls `dispatch` every second. One transaction reads the events since the last snapshot,
writes a delivery for each webhook, enqueues its job and moves the snapshot, so an event makes one
delivery, whatever is killed. New posts have a snapshot of their own, as they wait for the graph,
which says whom they reach. Any number of relays may run: one of them locks a snapshot's row.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from .models import ALL_BUT_POSTS, POSTS, Audience, Webhook, WebhookCursor, WebhookDelivery
from .stored_events import stored

# The number of a webhook, and what it is sent.
Pair = tuple[int, Event]

# Deliveries that may wait for one webhook; what comes then is counted and left out.
MAX_WAITING = 100
# How long the snapshot may be the same, while nothing happens.
STALE = timedelta(minutes=1)
# Seconds for the audiences of new posts in one transaction.
SECONDS = 5.0


class Unfinished(Exception):
    """The graph did not say in time whom new posts reach: all is done again, from the beginning."""


def dispatch() -> int:
    """Write and enqueue deliveries of what has happened; returns how many.

    One SQL statement without webhooks; with them four a call, and where something happened up to
    six and four for each delivery, and one Cypher. Raises GraphUnavailable while new posts are for
    webhooks that would get them: they wait until it is available, and nothing else does.
    """
    made = _dispatch(ALL_BUT_POSTS, _pairs)
    # No webhooks, or another relay is at it.
    return 0 if made is None else made + (_dispatch(POSTS, _pairs_of_posts) or 0)


@atomic
def _dispatch(row: int, pairs: Callable[[Sequence[Event]], Iterable[Pair]]) -> int | None:
    cursor = WebhookCursor.objects.select_for_update(skip_locked=True).filter(pk=row).first()
    if cursor is None:
        return None
    seen = Snapshot(cursor.snapshot, EventCursor(cursor.era, seen_in(cursor.snapshot), 0))
    now, events = events_since(seen)
    if now.position.era != cursor.era:  # a restore: what was seen means nothing any more
        now, events = read_snapshot(), []
    events = without_repetitions(events)
    made = _deliver(list(pairs(events))) if events else 0
    if events or cursor.at < database_now() - STALE:
        _move(row, now)
    return made


def _move(row: int, now: Snapshot) -> None:
    # `create_webhook` locks the first row, so that none is deleted that a new webhook needs.
    if row == ALL_BUT_POSTS and not Webhook.objects.exists():
        WebhookCursor.objects.all().delete()
        return
    WebhookCursor.objects.filter(pk=row).update(
        era=now.position.era, snapshot=now.snapshot, at=Now()
    )


def _pairs(events: Sequence[Event]) -> Iterator[Pair]:
    """Yield each webhook, and an event that it is for, but for new posts."""
    notified = [event for event in events if event.kind is LiveKind.NOTIFIED]
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


def _pairs_of_posts(events: Sequence[Event]) -> Iterator[Pair]:
    """Yield each webhook, and a new post that it is for."""
    posted = [event for event in events if event.kind is LiveKind.POSTED]
    by_reader = _webhooks(Audience.FOLLOWERS, None) if posted else {}
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


def _deliver(pairs: Sequence[Pair]) -> int:
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
