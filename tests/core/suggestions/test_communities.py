"""Communities and ranks: by the real library on a server of its own, and without it."""

import logging
from contextlib import closing
from io import StringIO

import psycopg2
import pytest
from django.conf import LazySettings
from django.core.management import call_command

from core.jobs.searching import AlreadySearching
from core.suggestions import communities
from core.suggestions.communities import find_communities
from core.suggestions.models import CommunityRun
from graph.communities import library, projection
from graph.communities.library import is_installed
from graph.connection import client
from tests.engines import PLAN
from tests.graph.traversals.network import Network
from tests.jobs import run as run_job

pytestmark = pytest.mark.usefixtures("stores")

Stage = CommunityRun.Stage
FIRST, SECOND = range(1, 9), range(11, 19)
LONELY, SUSPENDED = 30, 31


class Watched:
    """Notes the stages, and may fail at one of them."""

    def __init__(self, *, failing: str = "") -> None:
        self.stages: list[tuple[str, int]] = []
        self.steps = 0
        self._failing = failing

    def begin(self, label: str, total: int) -> None:
        if label == self._failing:
            raise ZeroDivisionError
        self.stages.append((label, total))

    def advance(self, steps: int) -> None:
        self.steps += steps


def two_groups() -> None:
    """Two groups in which everybody follows everybody, one follow between them, and two others."""
    network = Network()
    for group in (FIRST, SECOND):
        for uid in group:
            network.follow(uid, *(other for other in group if other != uid))
    network.follow(FIRST[0], SECOND[0])
    network.add("user_saved", LONELY)
    network.follow(SUSPENDED, *FIRST)
    network.add("suspended", SUSPENDED)
    network.write()


def found() -> dict[int, tuple[int | None, float | None, int | None]]:
    """Community, rank and date by uid, as they are in the graph."""
    rows = client.read_long(
        "MATCH (u:User) RETURN u.uid AS uid, u.community AS community, u.rank AS rank, "
        "u.ranked AS at"
    )
    return {row["uid"]: (row["community"], row["rank"], row["at"]) for row in rows}


def copies() -> list[str]:
    """The copies of the network in the server's heap."""
    return [
        row["name"] for row in client.read_long("CALL gds.graph.list() YIELD graphName AS name")
    ]


@pytest.mark.usefixtures("library")
def test_each_group_is_a_community_and_who_is_followed_ranks_higher() -> None:
    two_groups()
    watched = Watched()
    run = find_communities(watched)
    assert run is not None
    assert (run.stage, run.done, run.total) == (Stage.DONE, 16, 16)
    assert run.ended_at is not None
    assert (run.figures["communities"], run.figures["users"], run.figures["written"]) == (2, 16, 16)
    assert watched.stages == [("Copying", 1), ("Finding", 2), ("Writing", 16)]
    assert watched.steps == 1 + 2 + 16
    graph = found()
    first, second = ({graph[uid][0] for uid in group} for group in (FIRST, SECOND))
    assert (len(first), len(second), len(first | second)) == (1, 1, 2)
    assert all(community is not None and community >> 32 == run.pk for community in first | second)
    assert graph[SECOND[0]][1] == max(rank for _, rank, _ in graph.values() if rank is not None)
    assert {graph[uid][2] for uid in FIRST} == {graph[uid][2] for uid in SECOND} != {None}
    assert graph[LONELY] == graph[SUSPENDED] == (None, None, None)
    assert copies() == []


@pytest.mark.usefixtures("library")
def test_a_later_search_replaces_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "PAGE", 5)
    monkeypatch.setattr(communities, "BATCH", 2)
    two_groups()
    find_communities(Watched())
    before = found()
    network = Network(version=1_000)
    for other in SECOND[1:]:
        network.add("unfollowed", SECOND[0], other)
        network.add("unfollowed", other, SECOND[0])
    network.add("unfollowed", FIRST[0], SECOND[0])
    network.write()
    run = find_communities(Watched())
    assert run is not None
    assert run.figures["written"] == 15
    after = found()
    assert {after[uid][0] for uid in FIRST}.isdisjoint({before[uid][0] for uid in FIRST})
    assert len({after[uid][0] for uid in FIRST}) == 1
    assert before[SECOND[0]][0] is not None
    assert after[SECOND[0]] == (None, None, None)


@pytest.mark.usefixtures("library")
def test_without_follows_there_are_none() -> None:
    run = find_communities(Watched())
    assert run is not None
    assert (run.stage, run.figures) == (Stage.DONE, {"users": 0, "communities": 0})
    assert copies() == []


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("stage", ["Finding", "Writing"])
def test_a_failure_leaves_no_copy(stage: str) -> None:
    two_groups()
    with pytest.raises(ZeroDivisionError):
        find_communities(Watched(failing=stage))
    assert copies() == []
    assert CommunityRun.objects.get().stage == Stage.FAILED


@pytest.mark.usefixtures("library")
def test_what_a_killed_search_left_is_dropped_although_none_is_due() -> None:
    two_groups()
    run_job("find_communities")
    assert CommunityRun.objects.get().stage == Stage.DONE
    # As one that is killed leaves it.
    projection._run(projection._PROJECT)
    assert copies() == [projection.GRAPH]
    run_job("find_communities")
    assert copies() == []
    assert CommunityRun.objects.count() == 1


@pytest.mark.usefixtures("library")
def test_a_network_that_is_too_large_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MOST_OF_HEAP", 0.0)
    two_groups()
    run = find_communities(Watched())
    assert run is not None
    assert (run.stage, run.figures) == (
        Stage.TOO_LARGE,
        {"why": "10% of Neo4j's heap would be needed; 0% may be."},
    )
    assert set(found().values()) == {(None, None, None)}


def test_one_search_at_a_time() -> None:
    with closing(psycopg2.connect(PLAN.database_url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", communities._LOCK)
        with pytest.raises(AlreadySearching):
            find_communities(Watched())
        run_job("find_communities")
    assert not CommunityRun.objects.exists()


def test_without_the_library_there_are_none_which_is_said_once(
    caplog: pytest.LogCaptureFixture, settings: LazySettings
) -> None:
    if is_installed():
        pytest.skip("The server of the tests has the library.")
    settings.COMMUNITIES_HOURS = 0
    run_job("find_communities")
    assert not CommunityRun.objects.exists()
    settings.COMMUNITIES_HOURS = 24
    with caplog.at_level(logging.INFO, logger=communities.__name__):
        for _ in range(2):
            run_job("find_communities")
    assert CommunityRun.objects.get().stage == Stage.MISSING
    assert [each.message for each in caplog.records if each.name == communities.__name__] == [
        "communities: Neo4j has no Graph Data Science library, so there are none"
    ]
    output = StringIO()
    call_command("find_communities", stdout=output)
    assert output.getvalue() == (
        "Neo4j has no Graph Data Science library: suggestions go without communities and ranks.\n"
    )
