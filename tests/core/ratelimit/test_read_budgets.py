"""How much of the lists of relations may be read."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from core.common.errors import RateLimited
from core.common.rates import Rate
from core.ratelimit import read_budgets
from core.ratelimit.read_budgets import check, count, readers
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores", "rates")

ANYONE = readers(user_id=None, address="192.0.2.1")


@pytest.fixture
def rates(settings: LazySettings) -> Iterator[None]:
    """A hundred for an account, 150 for an address, 40 without an account; nothing was read."""
    settings.RATES = {
        **settings.RATES,
        "relations_account": Rate(100, "hour"),
        "relations_address": Rate(150, "hour"),
        "relations_anonymous": Rate(40, "hour"),
    }
    read_budgets.forget()
    yield
    read_budgets.forget()


def test_small_pages_cost_no_statement_and_add_up() -> None:
    with statements() as seen:
        count(ANYONE, 1)
    assert seen == []
    with statements() as seen:
        count(ANYONE, 1)
    assert len(seen) == 1
    for _ in range(38):
        count(ANYONE, 1)
    count(ANYONE, 1)
    with pytest.raises(RateLimited) as refused:
        count(ANYONE, 1)
    assert refused.value.message == (
        "You have reached your limit of 40 entries in lists of followers, followed users and "
        "likers per hour. Try again in 3 minutes."
    )
    assert 170 <= refused.value.retry_after <= 180


def test_who_was_refused_is_refused_without_a_statement() -> None:
    count(ANYONE, 40)
    check(ANYONE)
    with pytest.raises(RateLimited):
        count(ANYONE, 20)
    with statements() as seen, pytest.raises(RateLimited) as refused:
        check(ANYONE)
    assert seen == []
    assert 1780 <= refused.value.retry_after <= 1801
    check(readers(user_id=None, address="192.0.2.2"))


def test_another_process_has_to_know_it_too() -> None:
    count(ANYONE, 40)
    read_budgets.forget()  # as another process, or this one started again
    check(ANYONE)
    with pytest.raises(RateLimited):
        count(ANYONE, 2)


def test_an_account_is_counted_wherever_it_reads_from() -> None:
    for number in range(10):
        count(readers(user_id=1, address=f"192.0.2.{number}"), 10)
    with pytest.raises(RateLimited):
        count(readers(user_id=1, address="192.0.2.99"), 10)
    count(readers(user_id=2, address="192.0.2.99"), 10)


def test_an_address_is_counted_for_all_its_accounts() -> None:
    for number in range(15):
        count(readers(user_id=number, address="192.0.2.1"), 10)
    with pytest.raises(RateLimited):
        count(readers(user_id=15, address="192.0.2.1"), 10)
    count(ANYONE, 10)  # a limit of its own


def test_one_list_that_is_longer_than_the_limit_uses_it_up() -> None:
    count(ANYONE, 1_000)
    with pytest.raises(RateLimited):
        count(ANYONE, 2)


def test_without_a_limit_nothing_is_counted(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "relations_anonymous": None}
    with statements() as seen:
        for _ in range(10):
            check(ANYONE)
            count(ANYONE, 1_000)
    assert seen == []


def test_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_budgets, "MAX_COUNTED", 3)
    for number in range(10):
        count(readers(user_id=None, address=f"192.0.2.{number}"), 1)
    assert len(read_budgets._counts) == 3
