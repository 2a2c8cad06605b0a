"""What is remembered of a person's last write, and for how long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.accounts.selectors import authenticated_user
from core.database import read_your_writes
from core.database.models import LastWrite
from tests.factories import make_user
from tests.jobs import run
from tests.routing import routed
from tests.sessions import session_pid, terminate
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def wal_position() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


def test_one_row_a_person_in_one_statement_whatever_they_write() -> None:
    ada = make_user("ada")
    before = wal_position()
    with statements() as seen:
        read_your_writes.remember(ada.pk, ["first"])
    assert len(seen) == 1
    [row] = LastWrite.objects.all()
    assert (row.user_id, row.bookmarks, row.wal_position >= before) == (ada.pk, ["first"], True)
    for number in range(6):
        read_your_writes.remember(ada.pk, [f"number {number}"])
    read_your_writes.remember(ada.pk, [])
    [row] = LastWrite.objects.all()
    assert row.bookmarks == ["number 5", "number 4", "number 3", "number 2"]


def test_a_position_never_goes_back() -> None:
    ada = make_user("ada")
    read_your_writes.remember(ada.pk, [])
    LastWrite.objects.update(wal_position=2**60)
    read_your_writes.remember(ada.pk, [])
    assert LastWrite.objects.get().wal_position == 2**60


def test_nothing_is_remembered_of_somebody_who_is_gone() -> None:
    ada = make_user("ada")
    read_your_writes.remember(ada.pk, ["a bookmark"])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_user")
    assert not LastWrite.objects.exists()
    read_your_writes.remember(ada.pk, ["another"])
    assert not LastWrite.objects.exists()


def test_a_write_stays_acknowledged_when_postgres_fails_before_it_is_remembered() -> None:
    ada = make_user("ada")
    terminate(session_pid())
    read_your_writes.remember(ada.pk, ["a bookmark"])
    assert not LastWrite.objects.exists()


def test_what_is_old_counts_no_more_and_goes() -> None:
    ada, bob = make_user("ada"), make_user("bob")
    with routed():
        read_your_writes.remember(ada.pk, ["ada's"])
        read_your_writes.remember(bob.pk, ["bob's"])
        old = timezone.now() - timedelta(seconds=read_your_writes.KEPT_SECONDS + 1)
        LastWrite.objects.filter(user=ada).update(at=old)
        found = [authenticated_user(user.pk, token_version=1) for user in (ada, bob)]
        assert [vars(user)["written_bookmarks"] for user in found] == [None, ["bob's"]]
    assert read_your_writes.forget() == 1
    assert list(LastWrite.objects.values_list("user_id", flat=True)) == [bob.pk]


def test_a_job_sees_to_it() -> None:
    ada, bob = make_user("ada"), make_user("bob")
    read_your_writes.remember(ada.pk, [])
    read_your_writes.remember(bob.pk, [])
    old = timezone.now() - timedelta(seconds=read_your_writes.KEPT_SECONDS + 1)
    LastWrite.objects.filter(user=ada).update(at=old)
    run("purge_last_writes")
    assert LastWrite.objects.get().user_id == bob.pk


def test_a_crash_costs_no_log_for_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_lastwrite'")
        assert cursor.fetchone() == ("u",)
