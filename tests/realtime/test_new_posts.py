"""New posts that have gathered are sent in chunks, and where they are too many readers end."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from core.follows.services import follow
from core.realtime import hub as hubs
from core.realtime import new_posts
from core.realtime.event_cursor import EventCursor, Seen
from core.realtime.events import Audience, Event, Topic
from core.realtime.hub import Hub
from core.realtime.models import LiveKind
from core.realtime.new_posts import NewPosts
from core.realtime.subscription import End, Ended, Subscription
from core.relay.relay import drain
from graph.connection import client, driver
from graph.connection.client import breaker
from graph.errors import GraphUnavailable
from tests.factories import make_users
from tests.impostors import IMPOSTORS, port_of_neo4j
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def without_haste() -> None:
    """Reads have the limit of a request, by which chunks become smaller."""


def posted(number: int, author: int) -> Event:
    return Event(number, LiveKind.POSTED, author, number, 0, 0, EventCursor(1, Seen(1), number))


def waiting(*authors: int) -> NewPosts:
    """Posts of these authors, numbered from 1."""
    posts = NewPosts()
    for number, author in enumerate(authors, 1):
        posts.add(posted(number, author))
    return posts


def reached(posts: NewPosts, readers: list[int]) -> list[tuple[int, list[int]]]:
    return [(event.id, sorted(people)) for event, people in posts.reaching(readers, 60)]


@pytest.mark.parametrize("pairs", [1, 2, 3, 5, 100])
def test_chunks_of_any_size_reach_the_same_readers(
    pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_posts, "MAX_PAIRS", pairs)
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    for follower, followee in ((cyd, ada), (dan, ada), (dan, bob)):
        follow(follower=follower, followee=followee.pk)
    drain()
    posts = waiting(ada.pk, bob.pk, ada.pk, cyd.pk)
    with client.recorded_statements() as statements:
        found = reached(posts, [bob.pk, cyd.pk, dan.pk])
    assert found == [(1, [cyd.pk, dan.pk]), (2, [dan.pk]), (3, [cyd.pk, dan.pk]), (4, [])]
    assert len(posts) == 0
    assert (len(statements) == 1) == (pairs == 100)


def test_what_is_not_sent_waits_and_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_posts, "MAX_PAIRS", 1)
    ada, bob = make_users("ada", "bob")
    posts = waiting(ada.pk, bob.pk, ada.pk)
    sent = posts.reaching([bob.pk], 60)
    assert next(sent)[0].id == 1
    assert [event.id for event, _ in posts.reaching([bob.pk], 0)] == []
    assert [event.id for event, _ in posts.reaching([bob.pk], 60)] == [2, 3]


def test_posts_wait_while_the_graph_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make_users("ada", "bob")
    posts = waiting(ada.pk, bob.pk)
    with port_of_neo4j() as port:
        port.change(IMPOSTORS["an error page of a proxy"])
        with pytest.raises(GraphUnavailable):
            reached(posts, [bob.pk])
        assert (len(posts), posts.are_too_many) == (2, False)
        port.change(None)
        wait_until(lambda: not breaker.is_open)
    assert reached(posts, [bob.pk]) == [(1, []), (2, [])]


def test_a_chunk_that_takes_too_long_becomes_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "graph.traversals.audience.AUDIENCE_BY_INDEX",
        "UNWIND range(1, 100000000000) AS number RETURN sum(number) AS audiences",
    )
    ada, bob = make_users("ada", "bob")
    monkeypatch.setattr(driver, "DEADLINE", 0.1)
    posts = waiting(ada.pk)
    rounds = 0
    while not posts.are_too_many:
        assert reached(posts, [bob.pk]) == []
        rounds += 1
    assert rounds == 7
    assert len(posts) == 1
    posts.clear()
    assert not posts.are_too_many


def test_no_more_than_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_posts, "MAX_WAITING", 2)
    assert [waiting(1, 2).are_too_many, waiting(1, 2, 3).are_too_many] == [False, True]


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub that reads nothing by itself, with a loop that nobody runs."""
    hub = Hub()
    hub._loop = asyncio.new_event_loop()
    yield hub
    hub._loop.close()


def subscription_to(hub: Hub, topic: Topic) -> Subscription:
    subscription = Subscription(topic, topic.key, hub._registry.leave)
    hub._registry.enter(subscription)
    return subscription


def next_of(subscription: Subscription) -> Callable[[], Event | None]:
    return lambda: asyncio.run(subscription.next(0))


def test_readers_of_too_many_posts_end_and_others_do_not(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_posts, "MAX_WAITING", 2)
    monkeypatch.setattr(hubs, "SLICE", 0.0)
    ada, bob = make_users("ada", "bob")
    reader = subscription_to(hub, Topic(Audience.FOLLOWERS, bob.pk))
    other = subscription_to(hub, Topic(Audience.RECIPIENT, bob.pk))
    notified = Event(9, LiveKind.NOTIFIED, bob.pk, 0, 0, 1, EventCursor(1, Seen(1), 9))
    hub._dispatch([posted(number, ada.pk) for number in range(1, 4)] + [notified])
    assert next_of(other)() == notified
    with pytest.raises(Ended) as ended:
        next_of(reader)()
    assert ended.value.end is End.CUT
    assert len(hub._posts) == 0


def test_a_round_ends_with_its_slice_and_goes_on(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=bob, followee=ada.pk)
    drain()
    reader = subscription_to(hub, Topic(Audience.FOLLOWERS, bob.pk))
    with monkeypatch.context() as patch:
        patch.setattr(hubs, "SLICE", 0.0)
        hub._dispatch([posted(1, ada.pk), posted(2, ada.pk)])
        more = [hub._has_more_to_do]
        assert next_of(reader)() is None
    hub._dispatch([])
    assert [*more, hub._has_more_to_do] == [True, False]
    assert [next_of(reader)(), next_of(reader)()] == [posted(1, ada.pk), posted(2, ada.pk)]
