"""Rings are found by the real library on a server of its own: exactly who, and by which trust."""

import logging
import random
from contextlib import closing
from datetime import timedelta

import psycopg2
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.bulk import NewEdge, load_edges
from core.jobs.searching import AlreadySearching, Silent
from core.rings import finding
from core.rings.finding import find_rings
from core.rings.models import Ring, RingMember, RingRun, TrustSeed
from core.rings.seeds import seeds
from graph.communities import library
from graph.communities.library import is_installed
from graph.connection import client
from graph.edges import FOLLOWS
from graph.rings import projection
from tests.engines import PLAN
from tests.factories import make_users
from tests.jobs import run as run_job

from .planted import honest_ties, mutual, naive_trust, ring_ties

pytestmark = pytest.mark.usefixtures("stores")

Stage = RingRun.Stage
HONEST, RINGERS = 280, 20


def planted() -> tuple[list[User], list[User], list[tuple[int, int]]]:
    """280 people, 20 of a ring that 4 of them let in, and all follows, which are mutual."""
    randomness = random.Random(7)
    people = make_users(*(f"user{number}" for number in range(HONEST + RINGERS)))
    honest, ring = people[:HONEST], people[HONEST:]
    uids, ringers = [user.pk for user in honest], [user.pk for user in ring]
    follows = mutual(
        honest_ties(uids, randomness)
        + ring_ties(ringers, randomness.sample(uids, 4), randomness, each=6)
    )
    load_edges(FOLLOWS, [NewEdge(*pair, timezone.now()) for pair in follows])
    return honest, ring, follows


@pytest.mark.usefixtures("library")
def test_a_ring_of_twenty_among_three_hundred_is_found_with_its_evidence() -> None:
    honest, ring, follows = planted()
    # Follows alone, without one back, buy no trust.
    load_edges(
        FOLLOWS, [NewEdge(each.pk, user.pk, timezone.now()) for each in ring for user in honest[:9]]
    )
    TrustSeed.objects.bulk_create(TrustSeed(user=user) for user in honest[:5])
    run = find_rings(Silent())
    assert run is not None
    assert (run.stage, run.figures["users"], run.figures["seeds"]) == (Stage.DONE, 300, 5)
    (found,) = Ring.objects.all()
    ringers = {user.pk for user in ring}
    inside = {pair for pair in follows if ringers.issuperset(pair)}
    entering = {pair for pair in follows if pair[0] not in ringers and pair[1] in ringers}
    assert (found.place, found.size, found.run_id) == (1, RINGERS, run.pk)
    assert set(found.members.values_list("user", flat=True)) == ringers
    assert (found.inside, found.ties_inside) == (len(inside), len(inside) // 2)
    assert (found.ties_outside, found.incoming) == (len(entering), len(entering))
    assert found.outgoing == found.incoming + 9 * RINGERS
    edges = list(found.edges.values_list("actor", "target", "is_inside", "is_mutual"))
    assert {edge[:2] for edge in edges if not edge[2]} == entering
    assert {edge[:2] for edge in edges if edge[2]} == {pair for pair in inside if pair[0] < pair[1]}
    assert all(edge[3] for edge in edges)
    trust = naive_trust(follows, [user.pk for user in honest[:5]])
    for member in found.members.all():
        assert member.trust == pytest.approx(trust[member.user_id], rel=1e-5)
    assert found.trust == pytest.approx(sum(trust[uid] for uid in ringers) / RINGERS, rel=1e-5)
    assert client.read_long("CALL gds.graph.list() YIELD graphName RETURN graphName") == []


@pytest.mark.usefixtures("library")
def test_seeds_are_who_was_chosen_else_staff_and_the_oldest_and_nobody_suspended() -> None:
    honest, _, _ = planted()
    change_person(person=honest[0].pk, is_active=False)
    change_person(person=honest[200].pk, is_staff=True)
    with projection.projected() as users:
        assert users == HONEST + RINGERS - 1
        oldest = [user.pk for user in honest[1:51]]
        assert seeds() == [*oldest, honest[200].pk]
        TrustSeed.objects.bulk_create(TrustSeed(user=user) for user in (honest[0], honest[3]))
        assert seeds() == [honest[3].pk]


@pytest.mark.usefixtures("library")
def test_searches_are_kept_for_a_while_and_a_failed_one_leaves_no_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "RUNS", 2)
    planted()
    for _ in range(3):
        find_rings(Silent())
    assert RingRun.objects.count() == Ring.objects.count() == 2
    assert RingMember.objects.count() == 2 * RINGERS
    # None is due.
    run_job("find_rings")
    assert RingRun.objects.count() == 2
    RingRun.objects.update(started_at=timezone.now() - timedelta(hours=25))
    monkeypatch.setattr(library, "MOST_OF_HEAP", 0.0)
    run_job("find_rings")
    last = RingRun.objects.first()
    assert last is not None
    assert (last.stage, last.figures) == (
        Stage.TOO_LARGE,
        {"why": "10% of Neo4j's heap would be needed; 0% may be."},
    )
    monkeypatch.undo()
    monkeypatch.setattr(finding, "count_follows", None)
    with pytest.raises(TypeError):
        find_rings(Silent())
    assert client.read_long("CALL gds.graph.list() YIELD graphName RETURN graphName") == []
    assert RingRun.objects.filter(stage=Stage.FAILED).count() == 1


def test_one_search_at_a_time_and_none_without_the_library(
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    settings: LazySettings,
) -> None:
    with closing(psycopg2.connect(PLAN.database_url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", finding._LOCK)
        with pytest.raises(AlreadySearching):
            find_rings(Silent())
        with pytest.raises(CommandError, match=r"^Another process is finding rings\.$"):
            call_command("find_rings")
        with caplog.at_level(logging.INFO, logger=finding.__name__):
            run_job("find_rings")
    assert not RingRun.objects.exists()
    if is_installed():
        pytest.skip("The server of the tests has the library.")
    settings.RINGS_HOURS = 0
    run_job("find_rings")
    assert not RingRun.objects.exists()
    settings.RINGS_HOURS = 24
    with caplog.at_level(logging.INFO, logger=finding.__name__):
        for _ in range(2):
            run_job("find_rings")
    assert RingRun.objects.get().stage == Stage.MISSING
    assert [each.message for each in caplog.records if each.name == finding.__name__] == [
        "rings: another search is running",
        "rings: Neo4j has no Graph Data Science library, so none are found",
    ]
    call_command("find_rings")
    assert capsys.readouterr().out == (
        "Neo4j has no Graph Data Science library: no rings are found.\n"
    )
