"""Rate limits: never exceeded by concurrent use, and refilled as time passes."""

from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core.common.keyed_hashes import keyed_hash
from core.common.rates import Rate
from core.ratelimit import known_addresses, limits
from core.ratelimit.limits import consume, purge, refund, restore
from core.ratelimit.models import Allowance, KnownAddress
from tests.addresses import ELSEWHERE, HOME
from tests.jobs import run
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

KEY = keyed_hash("a test")
TEN = Rate(10, "hour")


def consumed(times: int) -> list[int]:
    return [consume(KEY, TEN) for _ in range(times)]


def pass_by(seconds: float) -> None:
    """Let time pass, as far as rate limits can tell."""
    Allowance.objects.update(spent_until=F("spent_until") - timedelta(seconds=seconds))


def test_so_many_at_once_and_then_one_each_step() -> None:
    assert consumed(10) == [0] * 10
    assert consumed(2) == [360, 360]
    pass_by(350)
    assert consumed(1) == [10]
    pass_by(10)
    assert [wait > 0 for wait in consumed(2)] == [False, True]
    pass_by(3600)
    assert [wait > 0 for wait in consumed(11)] == [False] * 10 + [True]


def test_what_was_refused_costs_nothing() -> None:
    consumed(10)
    before = Allowance.objects.get().spent_until
    assert 0 not in consumed(50)
    assert Allowance.objects.get().spent_until == before


def test_a_rest_of_a_year_refills_no_more_than_all_of_it() -> None:
    consumed(3)
    pass_by(365 * 86_400)
    assert [wait > 0 for wait in consumed(12)] == [False] * 10 + [True] * 2


@pytest.mark.parametrize("number", range(3))
def test_fifty_at_once_get_what_there_is(number: int) -> None:
    waits = at_once(*[partial(consume, KEY, TEN)] * 50)
    assert sum(wait == 0 for wait in waits) == 10
    assert {wait for wait in waits if wait != 0} <= {359, 360}
    assert Allowance.objects.count() == 1


def test_those_who_waited_for_a_transaction_get_what_there_is() -> None:
    """Their transactions began before that of the one they waited for was over."""

    def atomic_with_retry() -> int:
        with transaction.atomic():
            return consume(KEY, TEN)

    waits = at_once(*[atomic_with_retry] * 30)
    assert sum(wait == 0 for wait in waits) == 10


def test_several_at_once_all_or_none() -> None:
    assert consume(KEY, TEN, times=4) == 0
    assert consume(KEY, TEN, times=4) == 0
    assert consume(KEY, TEN, times=4) in (719, 720)
    assert consume(KEY, TEN, times=2) == 0


def test_more_than_there_ever_is_takes_all_of_it() -> None:
    assert consume(KEY, TEN, times=11) == 0
    assert consume(KEY, TEN) in (359, 360)


def test_a_rollback_costs_nothing() -> None:
    with transaction.atomic():
        assert consume(KEY, TEN, times=10) == 0
        transaction.set_rollback(True)
    assert not Allowance.objects.exists()
    assert consumed(10) == [0] * 10


def test_giving_back_and_restoring() -> None:
    consumed(10)
    refund(KEY, TEN)
    assert [wait > 0 for wait in consumed(2)] == [False, True]
    restore(KEY)
    assert consumed(10) == [0] * 10


def test_how_many_statements_it_takes() -> None:
    with statements() as seen:
        consumed(10)
    assert len(seen) == 10
    with statements() as seen:
        consumed(1)
    assert len(seen) == 2


def test_nothing_is_kept_that_tells_who_it_was() -> None:
    key = keyed_hash("login", "ada", HOME)
    assert key == keyed_hash("login", "ada", HOME)
    others = [keyed_hash("login", "ada", ELSEWHERE), keyed_hash("login", f"ada{HOME}"), KEY]
    assert len({key, *others}) == 4
    consume(key, TEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM core_allowance a")
        [(row,)] = cursor.fetchall()
    assert "ada" not in row
    assert HOME not in row


def test_another_secret_makes_other_digests(settings: LazySettings) -> None:
    settings.SECRET_KEY = "another" * 10
    assert keyed_hash("a test") != KEY


def test_the_table_is_not_logged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_allowance'")
        assert cursor.fetchone() == ("u",)


def test_an_address_is_known_for_ninety_days() -> None:
    assert not known_addresses.is_known(name="ada", address=HOME)
    with statements() as seen:
        known_addresses.remember(names=("Ada", "ada@example.com"), address=HOME)
    assert len(seen) == 1
    for name in ("ada", "ADA@example.com"):
        assert known_addresses.is_known(name=name, address=HOME)
        assert not known_addresses.is_known(name=name, address=ELSEWHERE)
    known_addresses.remember(names=("ada",), address=HOME)
    assert KnownAddress.objects.count() == 2
    KnownAddress.objects.update(until=timezone.now())
    assert not known_addresses.is_known(name="ada", address=HOME)
    known_addresses.remember(names=("ada",), address=HOME)
    assert known_addresses.is_known(name="ada", address=HOME)
    lasts = KnownAddress.objects.latest("until").until - timezone.now()
    assert timedelta(days=89) < lasts <= timedelta(days=90)


def rows() -> tuple[int, int]:
    return Allowance.objects.count(), KnownAddress.objects.count()


def test_what_is_over_is_purged_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    make_old_rows()
    monkeypatch.setattr(limits, "BATCH", 2)
    monkeypatch.setattr(known_addresses, "BATCH", 2)
    assert (purge(), known_addresses.purge()) == (2, 2)
    assert rows() == (2, 2)
    assert (purge(), known_addresses.purge()) == (1, 1)
    assert (purge(), known_addresses.purge()) == (0, 0)
    assert rows() == (1, 1)


def test_a_job_purges() -> None:
    make_old_rows()
    run("purge_allowances")
    run("purge_known_addresses")
    assert rows() == (1, 1)


def make_old_rows() -> None:
    """Three rows of each kind whose time is over, and one whose time is not."""
    for number in range(4):
        consume(keyed_hash(number), TEN)
        known_addresses.remember(names=(f"name {number}",), address=HOME)
    moment = timezone.now() - timedelta(seconds=1)
    Allowance.objects.exclude(key=keyed_hash(0)).update(spent_until=moment)
    newest = KnownAddress.objects.latest("until").pk
    KnownAddress.objects.exclude(pk=newest).update(until=moment)
