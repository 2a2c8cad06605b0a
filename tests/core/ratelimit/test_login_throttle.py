"""How often passwords and tokens may be tried: by account, by address, at once, and for whom."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import hashers
from django.db import transaction
from django.db.models.functions import Now

from core.accounts.models import RefreshToken, User
from core.accounts.password_changes import change_password, counted_as_try
from core.accounts.sessions import Session, refresh_session, sign_in, sign_up, start_session
from core.accounts.signup import create_user
from core.common.errors import InvalidInput, Overloaded, RateLimited, Unauthenticated
from core.common.rates import Rate
from core.moderation.deletion import delete_account
from core.ratelimit.login_throttle import wait_in_words
from core.ratelimit.models import Allowance
from tests.addresses import ELSEWHERE, HOME
from tests.threads import at_once, persistent

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"


@pytest.fixture
def ada() -> User:
    return create_user(username="ada", email="ada@example.com", password=PASSWORD)


def limit(settings: LazySettings, **counts: int) -> None:
    rates = {name: Rate(count, "hour") for name, count in counts.items()}
    settings.RATES = {**settings.RATES, **rates}


def outcomes(results: list[Any]) -> tuple[int, int, int]:
    """How many succeeded, failed, and were refused."""
    return (
        sum(isinstance(result, Session) for result in results),
        sum(isinstance(result, Unauthenticated | InvalidInput) for result in results),
        sum(isinstance(result, RateLimited) for result in results),
    )


def tried(times: int, attempt: Callable[[], Any]) -> tuple[int, int, int]:
    results: list[Any] = []
    for _ in range(times):
        try:
            results.append(attempt())
        except (Unauthenticated, InvalidInput, RateLimited) as error:
            results.append(error)
    return outcomes(results)


def at_the_same_time(*attempts: Callable[[], Any]) -> tuple[int, int, int]:
    return outcomes(at_once(*map(persistent, attempts)))


WRONG = "wrong"


def login(name: str = "ada", password: str = WRONG, address: str = ELSEWHERE) -> Any:
    return partial(sign_in, name=name, password=password, address=address)


@pytest.mark.parametrize("name", ["ada", "nobody", "nobody@example.com"])
def test_of_fifty_at_once_ten_are_tried_whether_the_name_exists_or_not(
    name: str, ada: User
) -> None:
    assert at_the_same_time(*[login(name)] * 50) == (0, 10, 40)


def test_the_refusal_says_when_and_hashes_nothing(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tried(10, login()) == (0, 10, 0)
    monkeypatch.setattr(hashers.get_hasher(), "verify", None)
    for password in ("wrong", PASSWORD):
        with pytest.raises(RateLimited) as refusal:
            login(password=password)()
        assert refusal.value.message == "Too many attempts. Try again in 6 minutes."
        assert 350 <= refusal.value.retry_after <= 360
    assert not RefreshToken.objects.exists()


def test_the_case_and_blanks_of_a_name_make_no_other_account(ada: User) -> None:
    names = ("ada", "ADA", " ada ", "Ada")
    assert at_the_same_time(*[login(name) for name in names * 5]) == (0, 10, 10)


def test_the_account_is_counted_from_wherever(ada: User) -> None:
    attempts = [login(address=f"203.0.113.{number}") for number in range(30)]
    assert at_the_same_time(*attempts) == (0, 10, 20)


def test_the_address_is_counted_for_all_accounts(ada: User, settings: LazySettings) -> None:
    limit(settings, login_address=20)
    attempts = [login(f"name{number}") for number in range(40)]
    assert at_the_same_time(*attempts) == (0, 20, 20)
    # An address that reached its limit affects no other: ada has all her attempts.
    assert tried(5, login()) == (0, 0, 5)
    assert tried(11, login(address=HOME)) == (0, 10, 1)


def test_nobody_is_locked_out_of_where_they_signed_in_before(ada: User) -> None:
    sign_in(name="ada", password=PASSWORD, address=HOME)
    assert tried(15, login()) == (0, 10, 5)
    at_home = login(password=PASSWORD, address=HOME)
    assert tried(3, at_home) == (3, 0, 0)
    assert tried(1, login("ada@example.com", PASSWORD, HOME)) == (1, 0, 0)
    # Users of that address share ten attempts there, and a success refunds them.
    wrong_at_home = login(address=HOME)
    assert tried(9, wrong_at_home) == (0, 9, 0)
    assert tried(1, at_home) == (1, 0, 0)
    assert tried(11, wrong_at_home) == (0, 10, 1)
    # Somewhere else ada has to wait until the attack is over.
    assert tried(1, login(password=PASSWORD, address="203.0.113.9")) == (0, 0, 1)


def test_signing_in_well_is_no_failure(ada: User, settings: LazySettings) -> None:
    limit(settings, login_address=5)
    for number in range(20):
        create_user(username=f"u{number}x", email=f"u{number}@example.com", password=PASSWORD)
        sign_in(name=f"u{number}x", password=PASSWORD, address=HOME)
    assert tried(6, login("nobody", address=HOME)) == (0, 5, 1)


def test_of_many_right_passwords_at_once_as_many_as_allowed_are_checked(
    ada: User, settings: LazySettings
) -> None:
    limit(settings, signin_account=5)
    right = [login(password=PASSWORD, address=f"203.0.113.{number}") for number in range(8)]
    assert at_the_same_time(*right) == (5, 0, 3)
    assert RefreshToken.objects.filter(revoked_at__isnull=True).count() == 5
    with pytest.raises(RateLimited) as refusal:
        login(password=PASSWORD)()
    assert refusal.value.message == "Too many attempts. Try again in 12 minutes."


def test_an_hours_worth_of_sign_ins_and_sessions_by_default(ada: User) -> None:
    assert tried(65, login("ADA", PASSWORD, HOME)) == (60, 0, 5)
    assert valid_sessions(ada) == 50
    # The e-mail address has as many, and neither takes from another user's.
    assert tried(1, login("ada@example.com", PASSWORD, HOME)) == (1, 0, 0)
    create_user(username="bob", email="bob@example.com", password=PASSWORD)
    assert tried(1, login("bob", PASSWORD, HOME)) == (1, 0, 0)


def valid_sessions(user: User) -> int:
    return RefreshToken.objects.filter(
        user=user, spent_at__isnull=True, revoked_at__isnull=True
    ).count()


def test_right_passwords_are_counted_for_the_address_too(settings: LazySettings) -> None:
    limit(settings, signin_address=5)
    names = [f"u{number}x" for number in range(8)]
    for name in names:
        create_user(username=name, email=f"{name}@example.com", password=PASSWORD)
    right = [login(name, PASSWORD, HOME) for name in names]
    assert at_the_same_time(*right) == (5, 0, 3)
    assert tried(1, login(names[0], PASSWORD, ELSEWHERE)) == (1, 0, 0)


def test_wrong_passwords_use_up_none_of_the_right_ones(ada: User, settings: LazySettings) -> None:
    limit(settings, signin_account=3, signin_address=3)
    at_home = login(password=PASSWORD, address=HOME)
    assert tried(1, at_home) == (1, 0, 0)
    assert tried(12, login()) == (0, 10, 2)
    assert tried(9, login(address=HOME)) == (0, 9, 0)
    assert tried(3, at_home) == (2, 0, 1)


def test_right_ones_that_are_refused_are_no_failures(ada: User, settings: LazySettings) -> None:
    limit(settings, signin_account=1)
    assert tried(15, login(password=PASSWORD)) == (1, 0, 14)
    Allowance.objects.filter(spent_until__lt=Now() + timedelta(minutes=50)).delete()
    settings.RATES = {**settings.RATES, "signin_account": None}
    assert tried(11, login()) == (0, 10, 1)


def test_ones_own_right_password_is_counted(ada: User, settings: LazySettings) -> None:
    limit(settings, signin_account=3)
    poor = partial(change_password, user=ada, old=PASSWORD, new="password", address=HOME)
    assert tried(5, poor) == (0, 3, 2)
    wrong = partial(delete_account, user=ada, password=PASSWORD, address=HOME)
    assert tried(1, wrong) == (0, 0, 1)
    assert User.objects.get() == ada


def test_one_ones_own_password_is_no_way_around(ada: User) -> None:
    change = partial(change_password, user=ada, old="wrong", new="another good one", address=HOME)
    assert at_the_same_time(*[change] * 6) == (0, 6, 0)
    delete = partial(delete_account, user=ada, password="wrong", address=ELSEWHERE)
    assert at_the_same_time(*[delete] * 6) == (0, 4, 2)
    right = partial(change_password, user=ada, old=PASSWORD, new="another good one", address=HOME)
    assert tried(1, right) == (0, 0, 1)
    assert User.objects.get().token_version == 1
    Allowance.objects.all().delete()
    # The right one costs nothing, not even with a new one that is refused.
    poor = partial(change_password, user=ada, old=PASSWORD, new="password", address=HOME)
    assert tried(12, poor) == (0, 12, 0)
    assert tried(1, right) == (1, 0, 0)


def test_an_attempt_that_was_not_looked_at_is_refunded_once(
    ada: User, settings: LazySettings
) -> None:
    """Or who makes the server busy could guess more often."""
    limit(settings, login_account=3)
    wrong = partial(change_password, user=ada, old="wrong", new=PASSWORD, address=HOME)
    assert tried(2, wrong) == (0, 2, 0)
    for _ in range(3):
        with pytest.raises(Overloaded), counted_as_try(ada, HOME):
            raise Overloaded("Busy.", 1)
    assert tried(2, wrong) == (0, 1, 1)


def test_joining_is_counted_by_address_and_by_e_mail(settings: LazySettings) -> None:
    limit(settings, signup_address=6, signup_email=3)

    def join(number: int, email: str, address: str) -> Any:
        name = f"name{number}"
        return partial(sign_up, username=name, email=email, password=PASSWORD, address=address)

    many = [join(number, f"{number}@example.com", HOME) for number in range(20)]
    assert at_the_same_time(*many) == (6, 0, 14)
    assert User.objects.count() == 6
    one = [join(50 + number, "One@example.com", ELSEWHERE) for number in range(20)]
    assert at_the_same_time(*one) == (1, 2, 17)
    assert User.objects.count() == 7


def test_nobody_uses_up_the_sign_ups_of_somebody_else(settings: LazySettings) -> None:
    limit(settings, signup_email=3)

    def join(username: str, address: str) -> Any:
        return partial(
            sign_up, username=username, email="v@example.com", password=PASSWORD, address=address
        )

    assert tried(10, join("!", ELSEWHERE)) == (0, 3, 7)
    assert tried(1, join("victim", HOME)) == (1, 0, 0)


def test_new_tokens_are_counted_by_person_and_bad_ones_by_address(
    ada: User, settings: LazySettings
) -> None:
    limit(settings, refresh_account=3, refresh_address=5)
    tokens = [start_session(ada).refresh_token for _ in range(8)]
    good = [partial(refresh_session, refresh_token=token, address=HOME) for token in tokens]
    assert at_the_same_time(*good) == (3, 0, 5)
    # A refused attempt consumes nothing.
    assert RefreshToken.objects.filter(spent_at__isnull=False).count() == 3
    bad = partial(refresh_session, refresh_token="unknown", address=HOME)
    assert at_the_same_time(*[bad] * 20) == (0, 5, 15)
    bob = create_user(username="bob", email="bob@example.com", password=PASSWORD)
    token = start_session(bob).refresh_token
    assert refresh_session(refresh_token=token, address=HOME).user == bob


def test_twenty_uses_of_one_refresh_token_at_once(ada: User) -> None:
    token = start_session(ada).refresh_token
    attempts = [partial(refresh_session, refresh_token=token, address=HOME)] * 20
    assert at_the_same_time(*attempts) == (1, 19, 0)
    assert not RefreshToken.objects.filter(revoked_at__isnull=True).exists()


def test_a_try_is_never_counted_in_a_transaction_that_could_undo_it(ada: User) -> None:
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        login()()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "a moment"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"),
     (3599, "60 minutes"), (3601, "2 hours")],
)  # fmt: skip
def test_a_wait_in_words(seconds: int, words: str) -> None:
    assert wait_in_words(seconds) == words
