"""What moves while an audit looks is no difference, unless it lasts."""

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from django.utils import timezone

from core.follows.services import follow, unfollow
from core.posts.models import Post
from core.posts.services import delete_post
from core.relay.relay import drain
from graph.audit import posts as graph_posts
from graph.audit.facts import Fact, Key
from graph.connection import client
from tests.factories import make_post, make_users
from tests.threads import in_thread
from tests.waiting import wait_until

from .auditing import follow_unseen, found

pytestmark = pytest.mark.usefixtures("stores")


def test_what_is_on_its_way_is_waited_for() -> None:
    ada, bob = make_users("ada", "bob")
    follow_unseen(ada, bob)
    with ThreadPoolExecutor(1) as threads:
        audit = threads.submit(in_thread, lambda: found(in_flight_seconds=60.0))
        wait_until(audit.running)
        drain()
        assert audit.result(timeout=60) == []


def test_what_is_on_its_way_for_too_long_is_a_difference_and_can_be_repaired() -> None:
    ada, bob = make_users("ada", "bob")
    entry = follow_unseen(ada, bob)
    expected = (
        f"FOLLOWS {ada.pk} → {bob.pk}: missing in the graph (entry {entry.pk}); "
        f"entry {entry.pk} is still waiting"
    )
    assert found() == [expected]
    assert found(repair=True) == [f"{expected} (repaired)"]
    assert found() == []
    entry.refresh_from_db()
    assert entry.applied_at is None


def test_what_is_set_aside_is_a_difference() -> None:
    ada, bob = make_users("ada", "bob")
    entry = follow_unseen(ada, bob, set_aside_at=timezone.now())
    assert found(in_flight_seconds=60.0) == [
        f"FOLLOWS {ada.pk} → {bob.pk}: missing in the graph (entry {entry.pk}); "
        f"entry {entry.pk} is set aside"
    ]


def test_what_comes_and_goes_between_two_readings_of_postgresql_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (ada,) = make_users("ada")
    read = graph_posts.post_facts
    passing: list[Post] = []

    def while_a_post_is_there(low: int, high: int) -> list[Fact]:
        if passing:
            return read(low, high)
        post = make_post(ada)
        passing.append(post)
        drain()
        facts = read(low, high)
        assert Key("Post", target=post.pk) in [fact.key for fact in facts]
        delete_post(editor=ada, post=post.pk)
        drain()
        return facts

    # Without its node the first sums differ, and the posts are looked at one by one.
    stray = make_post(ada)
    client.write("MATCH (p:Post {pid: $pid}) DETACH DELETE p", pid=stray.pk)
    monkeypatch.setattr(graph_posts, "post_facts", while_a_post_is_there)
    assert [line.split(":")[0] for line in found()] == [
        f"Post {stray.pk}",
        f"POSTED {ada.pk} → {stray.pk}",
    ]
    assert len(passing) == 1


def test_people_go_on_writing_while_their_network_is_audited_and_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.consistency.audit.PEOPLE", 3)
    people = make_users(*(f"person{number}" for number in range(12)))
    for person in people:
        follow(follower=person, followee=people[person.pk % 12].pk)
    client.write("MATCH (:User {uid: 5})-[r:FOLLOWS]->() DELETE r")
    done = Event()

    def write(seed: int) -> int:
        randomness = random.Random(seed)
        acts = 0
        while not done.is_set() or acts < 50:
            follower, followee = randomness.sample(people, 2)
            if follower.pk != 5:
                randomness.choice([follow, unfollow])(follower=follower, followee=followee.pk)
            acts += 1
        return acts

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(in_thread, partial(write, seed)) for seed in range(4)]
        try:
            expected = [found(in_flight_seconds=60.0) for _ in range(5)]
            repaired = found(repair=True, in_flight_seconds=60.0)
        finally:
            done.set()
        assert min(writer.result(timeout=60) for writer in writers) >= 50
    lost = f"FOLLOWS 5 → {people[5].pk}: missing in the graph (entry {12 + 5})"
    assert expected == [[lost]] * 5
    assert repaired == [f"{lost} (repaired)"]
    assert found() == []
