"""Two stores that do not belong together: found out, said, and rebuilt."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from api.auth.tokens import access_token, user_of_token
from core.accounts.sessions import refresh_session, start_session
from core.backup.restore import restore_backup
from core.backup.take import take_backup
from core.common.errors import Unauthenticated
from core.consistency.reunite import Silence, reunite
from core.follows.services import follow, unfollow
from core.journal.heart import Heart
from core.journal.models import JournalEntry, StorePair
from core.journal.pairing import Apart, compare, renew, require_together
from core.relay.relay import Relay, drain, relay_batch
from graph.connection import client, driver
from graph.errors import StoresApart
from tests.addresses import HOME
from tests.emptying import empty_graph
from tests.factories import make_user, make_users
from tests.graph_state import edges
from tests.statements import statements

from .connections import reconnect

pytestmark = pytest.mark.usefixtures("stores", "closed")

MARK = "MATCH (w:Watermark) RETURN w.epoch AS epoch, w.beat AS beat"

FOLLOWS = """
MATCH (a:User)-[:FOLLOWS]->(b:User) WITH a.uid AS a, b.uid AS b ORDER BY a, b
RETURN collect([a, b]) AS follows
"""


def beat() -> None:
    Heart().beat_when_due()


def restore_older(path: Path) -> None:
    """Put PostgreSQL back alone, numbers of users too, as a copied data folder does."""
    restore_backup(path, replace=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('core_user_id_seq', max(id)) FROM core_user")


def unapplied() -> int:
    return JournalEntry.objects.filter(applied_at=None).count()


def test_new_stores_become_a_pair_with_the_first_write() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    assert unapplied() == 0
    pair = StorePair.objects.get()
    assert pair.is_paired
    assert client.read(MARK)[0].data() == {"epoch": str(pair.epoch), "beat": 0}
    beat()
    beat()
    pair.refresh_from_db()
    assert (pair.beat, pair.beating) == (2, 2)
    assert client.read(MARK)[0].data() == {"epoch": str(pair.epoch), "beat": 2}
    assert compare(thoroughly=True) is None


def test_a_beat_that_was_cut_off_anywhere_goes_on() -> None:
    make_user("ada")
    beat()
    StorePair.objects.update(beating=2)  # proposed, and no more
    assert compare() is None
    client.write("MATCH (w:Watermark) SET w.beat = 2")  # taken, and not noted
    assert compare() is None
    beat()
    pair = StorePair.objects.get()
    assert (pair.beat, pair.beating) == (2, 2)
    assert compare() is None


@pytest.mark.parametrize("has_beaten", [True, False])
def test_postgres_restored_alone_drops_nothing_in_silence(
    tmp_path: Path, *, has_beaten: bool
) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=ada, followee=bob.pk)
    beat()
    take_backup(tmp_path / "older")
    unfollow(follower=ada, followee=bob.pk)
    for followee in (bob, cyd):
        follow(follower=ada, followee=followee.pk)
    dan = make_user("dan")
    token = access_token(dan)
    assert user_of_token(token) == dan
    if has_beaten:
        beat()
    restore_older(tmp_path / "older")

    assert compare(thoroughly=True) is Apart.POSTGRES_IS_OLDER
    if has_beaten:
        newcomer = make_user("newcomer")
        assert newcomer.pk == dan.pk
        with pytest.raises(Unauthenticated):
            user_of_token(token)
        follow(follower=bob, followee=ada.pk)
        assert unapplied() == 2
        with pytest.raises(StoresApart, match="restored to an older state than the graph"):
            relay_batch(grace=timedelta(0))
    with pytest.raises(CommandError, match="Rebuild the graph"):
        call_command("audit_graph")

    before = StorePair.objects.get().epoch
    assert reunite(Silence()) is Apart.POSTGRES_IS_OLDER
    assert StorePair.objects.get().epoch != before
    assert compare(thoroughly=True) is None
    follow(follower=bob, followee=ada.pk)
    follow(follower=cyd, followee=ada.pk)
    drain()
    assert unapplied() == 0
    assert client.read(FOLLOWS)[0]["follows"] == [
        [ada.pk, bob.pk], [bob.pk, ada.pk], [cyd.pk, ada.pk],
    ]  # fmt: skip
    call_command("audit_graph")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("MATCH (w:Watermark) SET w.beat = w.beat - 1", Apart.GRAPH_IS_OLDER),
        ("MATCH (w:Watermark) SET w.epoch = 'another'", Apart.EARLIER_EPOCH),
        ("MATCH (w:Watermark) SET w.version = 1000", Apart.POSTGRES_IS_OLDER),
        ("MATCH (n) DETACH DELETE n", Apart.GRAPH_IS_NEW),
    ],
)
def test_a_graph_that_was_restored_replaced_or_emptied_alone(damage: str, why: Apart) -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    beat()
    with driver.driver().session() as session:
        session.run(damage).consume()
    reconnect()
    follow(follower=bob, followee=ada.pk)
    assert unapplied() == 1
    with pytest.raises(StoresApart, match=f"The stores do not belong together: {why}"):
        Heart().beat_when_due()
    epoch = StorePair.objects.get().epoch
    call_command("audit_graph", repair=True)
    assert compare(thoroughly=True) is None
    drain()
    assert unapplied() == 0
    assert len(edges()) == 2
    renewed = why in (Apart.EARLIER_EPOCH, Apart.POSTGRES_IS_OLDER)
    assert (StorePair.objects.get().epoch != epoch) is renewed


def test_an_emptied_graph_is_found_before_the_first_beat() -> None:
    make_user("ada")
    StorePair.objects.all().delete()
    empty_graph()
    assert compare() is Apart.GRAPH_IS_NEW


def test_the_relay_brings_the_stores_together() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    beat()
    empty_graph()
    said: list[str] = []

    def bring(reason: str) -> None:
        said.append(reason)
        reunite(Silence())
        relay.stop()

    relay = Relay(bring)
    relay.run()
    assert said == ["The stores do not belong together: the graph was emptied or replaced."]
    assert compare() is None
    assert len(edges()) == 1


def test_tokens_end_with_the_epoch_and_sessions_go_on() -> None:
    ada = make_user("ada")
    session = start_session(ada)
    token = access_token(ada)
    assert user_of_token(token) == ada
    renew()
    with pytest.raises(Unauthenticated):
        user_of_token(token)
    following = refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert user_of_token(access_token(following.user)) == ada


def test_the_epoch_of_a_new_token_is_one_row_read() -> None:
    ada = make_user("ada")
    with statements() as seen:
        access_token(ada)
    assert seen == ["SELECT epoch::text FROM core_storepair WHERE id = 1"]


def test_the_comparison_costs_a_request_nothing_but_after_a_new_connection() -> None:
    ada, bob = make_users("ada", "bob")
    with client.recorded_statements() as seen:
        require_together()
        follow(follower=ada, followee=bob.pk)
    assert len(seen) == 1
