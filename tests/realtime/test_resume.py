"""Resuming: every event is sent, in any order of commits."""

import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psutil
import pytest
from django.db import connection, transaction
from django.db.models import F

from api.relay.ids import to_global
from core.accounts.models import User
from core.follows.services import follow
from core.posts.services import create_post, delete_post
from core.realtime import retention
from core.realtime.events import MAX_MISSED, TOO_OLD
from core.realtime.models import LiveEvent
from tests.journeys.server import Instance
from tests.waiting import wait_until

from .events import EventSource
from .people import FEED, NOTIFIED, POST, Person, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")


def test_what_happened_meanwhile_comes_first(instance: Instance) -> None:
    reader, author = reader_and_author()
    create_post(author=author.user, content="Before.")
    with EventSource(instance.port, FEED, reader.token).opened() as feed:
        create_post(author=author.user, content="One.")
        assert content(feed, unless={"Before."}) == "One."
        create_post(author=author.user, content="Two.")
        assert content(feed) == "Two."
        last = feed.last_id
    create_post(author=person("outsider").user, content="Unheard.")
    create_post(author=author.user, content="Three.")
    create_post(author=author.user, content="Four.")
    for way in ({"last_event_id": last}, {"variables": {"after": last}}):
        with EventSource(instance.port, FEED, reader.token, **way) as again:
            assert content(again) == "Three."
            assert content(again) == "Four."
            create_post(author=author.user, content="Five.")
            assert content(again, unless={"Before.", "One.", "Two."}) == "Five."
            assert not again.events
        delete_post(editor=author.user, post=newest(author))


def content(feed: EventSource, *, unless: Container[object] = ()) -> object:
    """What the next new post says, `unless` it was written before the stream began.

    Each worker reads at its own pace, and sends what it still had to read when the stream began.
    """
    while (found := feed.data()["feedUpdated"]["post"]["content"]) in unless:
        pass
    return found


def newest(author: Person) -> int:
    """The last post of somebody."""
    found = author.user.posts.order_by("-pk").values_list("pk", flat=True).first()
    assert found is not None
    return found


def test_the_header_outweighs_the_argument(instance: Instance) -> None:
    reader, author = reader_and_author()
    with EventSource(instance.port, FEED, reader.token).opened() as feed:
        beginning = feed.last_id
        create_post(author=author.user, content="One.")
        assert content(feed) == "One."
        last = feed.last_id
    create_post(author=author.user, content="Two.")
    both = {"variables": {"after": beginning}, "last_event_id": last}
    with EventSource(instance.port, FEED, reader.token, **both) as again:  # type: ignore[arg-type]
        assert content(again) == "Two."


def test_the_beginning_of_a_stream_is_a_place_to_resume_from(instance: Instance) -> None:
    ada, ben = person("ada"), person("ben")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        beginning = stream.last_id
    follow(follower=ben.user, followee=ada.user.pk)
    with EventSource(instance.port, NOTIFIED, ada.token, last_event_id=beginning) as again:
        event = again.data()["notificationReceived"]
        assert event["notification"] == {"kind": "FOLLOW", "actor": {"username": "ben"}}
    with EventSource(instance.port, NOTIFIED, ada.token, last_event_id=event["eventId"]) as again:
        follow(follower=person("cem").user, followee=ada.user.pk)
        assert again.data()["notificationReceived"]["notification"]["actor"] == {"username": "cem"}


def test_what_commits_late_is_sent_late_and_is_not_lost(instance: Instance) -> None:
    ada, slow, quick = person("ada"), person("slow"), person("quick")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        with held_open(slow.user, ada.user):
            follow(follower=quick.user, followee=ada.user.pk)
            assert follower(stream) == "quick"
            last = stream.last_id
        assert follower(stream) == "slow"
        slow_id = stream.last_id
        assert number(slow_id) < number(last)
    # A client that was disconnected is sent it too, although its number is lower.
    with EventSource(instance.port, NOTIFIED, ada.token, last_event_id=last) as again:
        assert follower(again) == "slow"
        assert again.last_id == slow_id
        assert not again.events
    # At least once: what was written beside the last one can come again, under the same id.
    with EventSource(instance.port, NOTIFIED, ada.token, last_event_id=slow_id) as again:
        assert follower(again) == "quick"
        assert again.last_id == last


def follower(stream: EventSource) -> object:
    """Who is new."""
    return stream.data()["notificationReceived"]["notification"]["actor"]["username"]


def number(event_id: str) -> int:
    """The number of the row of an event."""
    return int(event_id.rpartition("-")[2], 16)


@contextmanager
def held_open(follower: User, followee: User) -> Iterator[None]:
    """A follow that is written when the block begins and committed when it ends."""
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                follow(follower=follower, followee=followee.pk)
                written.set()
                may_commit.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(30)
    yield
    may_commit.set()
    thread.join()


@pytest.mark.parametrize("text", ["7", "1-2", "x-1-2", "1-2-3-4", "1--2", "-1-2-3", "1" * 300])
def test_an_id_that_is_none_is_refused(instance: Instance, text: str) -> None:
    ada = person("ada")
    message = "Invalid event ID. Use an ID returned by this API, unchanged."
    with EventSource(instance.port, NOTIFIED, ada.token, variables={"after": text}) as stream:
        [event, end] = stream.rest()
        assert event.data == {
            "errors": [
                {
                    "message": message,
                    "locations": [{"line": 3, "column": 3}],
                    "path": ["notificationReceived"],
                    "extensions": {
                        "code": "BAD_USER_INPUT",
                        "field": "after",
                        "fields": {"after": message},
                    },
                }
            ]
        }
        assert end.name == "complete"


def test_too_old_is_said_so(instance: Instance) -> None:
    ada = person("ada")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        follow(follower=person("ben").user, followee=ada.user.pk)
        follower(stream)
        first = stream.last_id
        follow(follower=person("cem").user, followee=ada.user.pk)
        follower(stream)
        second = stream.last_id
    age(hours=23)
    assert retention.forget() == 0
    assert refusal(instance, ada, first) is None
    LiveEvent.objects.filter(pk=number(first)).update(at=F("at") - timedelta(hours=2))
    assert retention.forget() == 1
    assert refusal(instance, ada, first) == TOO_OLD
    assert refusal(instance, ada, second) is None
    # From another memory, as before a restore, and from one whose transactions have got further.
    epoch, floor, event = second.split("-")
    assert refusal(instance, ada, f"{int(epoch, 16) + 1:x}-{floor}-{event}") == TOO_OLD
    assert refusal(instance, ada, f"{epoch}-{2**62:x}-{event}") == TOO_OLD


def age(hours: int) -> None:
    """Let all events be so much older."""
    LiveEvent.objects.update(at=F("at") - timedelta(hours=hours))


def refusal(instance: Instance, who: Person, after: str) -> str | None:
    """Why one cannot resume from there; None where one can."""
    with EventSource(instance.port, NOTIFIED, who.token, last_event_id=after) as stream:
        follow_and_unfollow(who)
        event = stream.next()
        errors = event.data.get("errors")
        if not errors:
            return None
        message: str = errors[0]["message"]
        assert errors[0]["extensions"] == {
            "code": "BAD_USER_INPUT",
            "field": "after",
            "fields": {"after": message},
        }
        assert stream.next().name == "complete"
        return message


def follow_and_unfollow(who: Person) -> None:
    """An event by a new user."""
    name = f"somebody{User.objects.count()}"
    follow(follower=person(name).user, followee=who.user.pk)


def test_too_much_is_too_old(instance: Instance) -> None:
    ada = person("ada")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as stream:
        beginning = stream.last_id
    LiveEvent.objects.bulk_create(
        LiveEvent(kind="notified", person=ada.user.pk, notification=1)
        for _ in range(MAX_MISSED + 1)
    )
    assert refusal(instance, ada, beginning) == TOO_OLD


def test_a_missed_deletion_is_sent(instance: Instance) -> None:
    ada = person("ada")
    post = create_post(author=ada.user, content="Short-lived.")
    variables = {"id": to_global("Post", post.pk)}
    with EventSource(instance.port, POST, ada.token, variables=variables).opened() as stream:
        beginning = stream.last_id
    delete_post(editor=ada.user, post=post.pk)
    with EventSource(
        instance.port, POST, ada.token, variables=variables, last_event_id=beginning
    ) as again:
        assert again.data()["postUpdated"]["change"] == "DELETED"
        assert [event.name for event in again.rest()] == ["complete"]
    with EventSource(instance.port, POST, ada.token, variables=variables) as again:
        assert again.next().data["errors"][0]["message"] == "Post not found."


def test_a_worker_that_is_killed_costs_nobody_an_event(instance: Instance) -> None:
    reader, author = reader_and_author()
    with EventSource(instance.port, FEED, reader.token).opened() as feed:
        create_post(author=author.user, content="One.")
        assert content(feed) == "One."
        killed = instance.process.children()
        for worker in killed:
            worker.kill()
        create_post(author=author.user, content="Two.")
        wait_until(lambda: feed.is_over)
        assert not feed.events
    psutil.wait_procs(killed, timeout=20)
    wait_until(lambda: answers(instance))
    with EventSource(instance.port, FEED, reader.token, last_event_id=feed.last_id) as again:
        assert content(again) == "Two."


def answers(instance: Instance) -> bool:
    """Whether new workers are there."""
    try:
        return instance.ready() == 200
    except OSError:
        return False
