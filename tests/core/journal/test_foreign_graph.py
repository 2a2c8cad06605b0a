"""A graph that may be another installation's is left as it is until an operator decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.backup.restore import restore_backup
from core.backup.take import take_backup
from core.consistency.reunite import Silence, reunite, reunite_beside_the_relay
from core.follows.services import follow
from core.journal.heart import Heart
from core.journal.models import JournalEntry, StorePair
from core.journal.pairing import Apart, compare, guard_reads, renew
from core.journal.pairing import foreign as whose
from core.journal.store_pair import become
from core.relay.relay import Relay, drain, relay_batch
from core.server.store_probes import OURS
from graph.connection import client
from graph.errors import ForeignGraph
from tests.factories import make_user, make_users
from tests.graph_state import edges

from .connections import reconnect

pytestmark = pytest.mark.usefixtures("stores", "closed")

EVERYTHING = """
MATCH (n) WITH n, elementId(n) AS id ORDER BY id
RETURN collect([id, labels(n), properties(n),
                COLLECT { MATCH (n)-[r]->(m) RETURN [type(r), properties(r), elementId(m)] }])
       AS all
"""


def everything() -> object:
    return client.read_long(EVERYTHING)[0]["all"]


def lose_name() -> None:
    client.write("MATCH (w:Watermark) DELETE w")


def become_another() -> None:
    become(None)
    renew()


def be_emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_storepair, core_user, core_journalentry CASCADE")


@pytest.fixture
def network() -> list[User]:
    """Two users of one installation, in both stores."""
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    drain()
    Heart().beat_when_due()
    return [ada, bob]


@pytest.fixture(params=[become_another, be_emptied, lose_name])
def foreign(request: pytest.FixtureRequest, network: list[User]) -> Apart:
    """This PostgreSQL is another installation's, or the graph does not say whose it is."""
    request.param()
    reconnect()
    return Apart.UNNAMED if request.param is lose_name else Apart.FOREIGN


def test_nothing_is_written_to_it_until_an_operator_takes_it_over(
    foreign: Apart, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    carl, dora = make_users("carl", "dora")
    follow(follower=carl, followee=dora.pk)
    about = {"actor__in": [carl.pk, dora.pk]}
    assert JournalEntry.objects.filter(applied_at=None, **about).count() == 3
    with pytest.raises(ForeignGraph, match=f"{foreign}. Nothing is written to it."):
        relay_batch(grace=timedelta(0))
    with pytest.raises(ForeignGraph, match=r"manage\.py rebuild_graph --take-over"):
        Heart().beat_when_due()
    with pytest.raises(ForeignGraph):
        reunite(Silence())
    with pytest.raises(ForeignGraph):
        reunite_beside_the_relay("")
    see_the_relay_wait(foreign, caplog, monkeypatch)
    # Readiness names it.
    OURS.forget()
    assert OURS.ask().state_by(monotonic() + 20) == foreign
    # No read of a server answers from it.
    with guarded(monkeypatch):
        with pytest.raises(ForeignGraph):
            client.read("MATCH (u:User) RETURN u.uid")
        assert whose() == foreign
    assert everything() == before

    call_command("rebuild_graph", take_over=True)
    with guarded(monkeypatch):
        assert client.read("RETURN 1 AS one")[0]["one"] == 1
    assert compare(thoroughly=True) is None
    drain()
    assert [edge for edge in edges() if carl.pk in edge[1:]] == [("FOLLOWS", carl.pk, dora.pk)]
    call_command("audit_graph")


@contextmanager
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reads are what they are in a server."""
    with monkeypatch.context() as patched:
        patched.setattr(client, "_after_reading", [])
        guard_reads()
        yield


def see_the_relay_wait(
    foreign: Apart, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says once what it waits for, and asks again and again."""
    brought: list[str] = []
    relay = Relay(brought.append)
    rounds = iter(range(3))

    def back_off(pause: float) -> float:
        if next(rounds) == 2:
            relay.stop()
        return 0.0

    monkeypatch.setattr(relay, "_back_off", back_off)
    caplog.clear()
    relay.run()
    assert brought == []
    said = [record.getMessage() for record in caplog.records if "take-over" in record.message]
    assert len(said) == 1
    assert str(foreign) in said[0]


def test_every_command_refuses_it(network: list[User], tmp_path: Path, settings: Settings) -> None:
    settings.PLAYGROUND_DEMO_PASSWORD = "ada-loves-graphs"
    follows, backup = tmp_path / "follows.csv", tmp_path / "backup"
    follows.write_text("follower,followee\nx,y\n")
    become_another()
    take_backup(backup)
    become_another()
    reconnect()
    for command in (
        ["audit_graph"],
        ["audit_graph", "--repair"],
        ["rebuild_graph"],
        ["install_graph"],
        ["migrate_stores"],
        ["import_network", follows],
        ["load_demo", "--reset"],
        ["restore_stores", backup, "--replace"],
        ["load_demo"],
    ):
        if command == ["load_demo"]:
            be_emptied()
            reconnect()
        before = everything(), users()
        with pytest.raises(CommandError, match=f"{Apart.FOREIGN}. Nothing is written to it."):
            call_command(*map(str, command))
        assert (everything(), users()) == before, command


def users() -> list[str]:
    return list(User.objects.order_by("pk").values_list("username", flat=True))


def test_a_graph_of_another_application_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    client.write("CREATE (:Movie {title: 'The Third Man'})")
    with pytest.raises(CommandError, match=str(Apart.UNNAMED)):
        call_command("install_graph")
    make_user("ada")
    assert JournalEntry.objects.filter(applied_at=None).count() == 1
    assert client.read("MATCH (n) RETURN labels(n) AS labels")[0]["labels"] == ["Movie"]


def test_stores_of_the_release_before_are_paired(network: list[User]) -> None:
    client.write("MATCH (w:Watermark) REMOVE w.epoch, w.beat, w.installation")
    StorePair.objects.all().delete()
    reconnect()
    assert compare() is None
    assert StorePair.objects.get().is_paired
    client.write("MATCH (w:Watermark) REMOVE w.installation")
    assert compare() is None
    [mark] = client.read("MATCH (w:Watermark) RETURN w.installation AS name")
    assert mark["name"] == str(StorePair.objects.get().installation)


def test_a_backup_restored_elsewhere_becomes_another_installation(
    network: list[User], tmp_path: Path
) -> None:
    original = StorePair.objects.get().installation
    take_backup(tmp_path / "original")
    become_another()
    call_command("rebuild_graph", take_over=True)
    place = StorePair.objects.get().installation
    assert place != original
    make_user("late")

    call_command("restore_stores", str(tmp_path / "original"), replace=True)
    assert StorePair.objects.get().installation == place
    assert users() == ["ada", "bob"]
    # By another way it is the original, and meets a graph that is not.
    restore_backup(tmp_path / "original", replace=True)
    reconnect()
    assert compare() is Apart.FOREIGN


def test_a_lost_postgres_is_restored_beside_its_graph(network: list[User], tmp_path: Path) -> None:
    original = StorePair.objects.get().installation
    take_backup(tmp_path / "original")
    be_emptied()
    reconnect()
    call_command("restore_stores", str(tmp_path / "original"))
    assert StorePair.objects.get().installation == original
    assert len(edges()) == 1
