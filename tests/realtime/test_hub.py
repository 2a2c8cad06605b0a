"""The event reader of a process: when it reads."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from core.posts.services import create_post
from core.realtime.events import Audience, Topic, events_since, read_snapshot
from core.realtime.hub import LOOK_EVERY, Hub
from core.realtime.wake import wake_by
from tests.waiting import wait_until

from .people import person

pytestmark = pytest.mark.usefixtures("stores")
WRITES = 20


@pytest.fixture
def hub(stores: None) -> Iterator[Hub]:
    """A hub of this process, which reads."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    hub = Hub()
    hub.start(loop)
    wait_until(lambda: hub.position is not None)
    yield hub
    loop.call_soon_threadsafe(hub.stop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    wake_by(None)


def test_while_nobody_subscribes_a_write_causes_no_read(hub: Hub) -> None:
    ada = person("ada").user
    snapshot, before = read_snapshot(), hub.reads
    began = time.monotonic()
    for number in range(WRITES):
        create_post(author=ada, content=f"{number}")
    polls = (time.monotonic() - began) / LOOK_EVERY + 1
    assert len(events_since(snapshot)[1]) == WRITES
    assert hub.reads - before <= polls


def test_the_first_subscriber_begins_after_what_was_written_before(hub: Hub) -> None:
    ada = person("ada").user
    for number in range(3):
        post = create_post(author=ada, content=f"{number}")
        before = read_snapshot().position
        subscription, position = hub.subscribe(Topic(Audience.WATCHERS, post.pk), ada.pk)
        assert position.seen.end >= before.seen.end
        subscription.close()
