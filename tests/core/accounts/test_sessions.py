"""Sessions: signing in, rotation, theft, and every way to end them."""

import hashlib
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import hashers
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from core.accounts.models import RefreshToken, User
from core.accounts.password_changes import change_password
from core.accounts.sessions import (
    Session,
    end_all_sessions,
    end_session,
    refresh_session,
    sign_in,
    start_session,
)
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.common.errors import InvalidInput, Unauthenticated
from tests.addresses import HOME
from tests.factories import make_user
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
ENDED = "This session has ended. Sign in again."
WRONG = "Username or password is wrong."


def join(username: str = "ada") -> User:
    return create_user(username=username, email=f"{username}@example.com", password=PASSWORD)


def ended(token: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        refresh_session(refresh_token=token, address=HOME)
    assert refusal.value.message == ENDED


def cannot_sign_in(name: str, password: str) -> None:
    before = RefreshToken.objects.count()
    with pytest.raises(Unauthenticated) as refusal:
        sign_in(name=name, password=password, address=HOME)
    assert (refusal.value.message, refusal.value.field) == (WRONG, None)
    assert RefreshToken.objects.count() == before


def verbs(seen: list[str]) -> list[str]:
    return [sql.split()[0] for sql in seen]


@pytest.mark.parametrize("name", ["ada", "ADA", "Ada@example.com", " ada "])
def test_signing_in_by_name_or_address(name: str) -> None:
    user = join()
    session = sign_in(name=name, password=PASSWORD, address=HOME)
    assert session.user == user
    assert User.objects.get().last_login is not None
    assert refresh_session(refresh_token=session.refresh_token, address=HOME).user == user


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong"),
        ("ada", ""),
        ("nobody", PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("ada\x00", PASSWORD),
        ("ada", "\ud800"),
        ("ada%", PASSWORD),
    ],
)
def test_signing_in_fails_in_the_same_words(name: str, password: str) -> None:
    join()
    cannot_sign_in(name, password)


def test_a_suspended_user_signs_in_again_and_goes_on() -> None:
    user = join()
    session = start_session(user)
    change_person(person=user.pk, is_active=False)
    ended(session.refresh_token)
    cannot_sign_in("ada", "wrong password")
    session = sign_in(name="ada", password=PASSWORD, address=HOME)
    assert not session.user.is_active
    session = refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert not session.user.is_active
    session = change_password(user=user, old=PASSWORD, new="another long one", address=HOME)
    end_session(refresh_token=session.refresh_token)
    ended(session.refresh_token)


@pytest.mark.parametrize("name", ["ada", "eve", "nobody"])
def test_every_failure_hashes_one_password(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    join("ada")
    join("eve")
    User.objects.filter(username="eve").update(is_active=False)
    hashed = []
    kind = type(hashers.get_hasher())
    for name_of_step in ("encode", "verify"):
        step = getattr(kind, name_of_step)

        def counted(*args: Any, step: Any = step, **options: Any) -> Any:
            hashed.append(step.__name__)
            return step(*args, **options)

        monkeypatch.setattr(kind, name_of_step, counted)
    cannot_sign_in(name, "wrong password")
    assert len(hashed) == 1


def test_a_token_is_random_and_kept_as_a_hash() -> None:
    session = start_session(join())
    row = RefreshToken.objects.get()
    assert len(session.refresh_token) == 64
    assert row.digest == hashlib.sha256(session.refresh_token.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM core_refreshtoken t")
        assert session.refresh_token not in cursor.fetchone()[0]
    assert row.expires_at - row.created_at == timedelta(days=30)


def test_refreshing_uses_a_token_up_and_keeps_the_family() -> None:
    first = start_session(join())
    second = refresh_session(refresh_token=first.refresh_token, address=HOME)
    third = refresh_session(refresh_token=second.refresh_token, address=HOME)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    rows = list(RefreshToken.objects.order_by("id"))
    assert len({row.family for row in rows}) == 1
    assert [row.spent_at is not None for row in rows] == [True, True, False]


def test_a_spent_token_ends_the_whole_session_and_no_other() -> None:
    user = join()
    other = start_session(user)
    first = start_session(user)
    second = refresh_session(refresh_token=first.refresh_token, address=HOME)
    ended(first.refresh_token)
    assert RefreshToken.objects.filter(revoked_at__isnull=False).count() == 2
    ended(second.refresh_token)
    assert refresh_session(refresh_token=other.refresh_token, address=HOME).user == user


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud800", "x" * 100_000])
def test_an_unknown_token(token: str) -> None:
    start_session(join())
    ended(token)
    end_session(refresh_token=token)
    assert RefreshToken.objects.filter(revoked_at__isnull=True).count() == 1


def test_an_expired_token() -> None:
    session = start_session(join())
    RefreshToken.objects.update(expires_at=timezone.now())
    ended(session.refresh_token)
    assert RefreshToken.objects.get().spent_at is None


def test_of_six_uses_at_once_one_wins_and_the_session_ends() -> None:
    session = start_session(join())
    results = at_once(
        *[lambda: refresh_session(refresh_token=session.refresh_token, address=HOME)] * 6
    )
    won = [result for result in results if isinstance(result, Session)]
    lost = [result for result in results if isinstance(result, Unauthenticated)]
    assert (len(won), len(lost)) == (1, 5)
    assert {refusal.message for refusal in lost} == {ENDED}
    assert RefreshToken.objects.count() == 2
    assert not RefreshToken.objects.filter(revoked_at__isnull=True).exists()
    ended(won[0].refresh_token)


def test_ending_one_session() -> None:
    user = join()
    one, other = start_session(user), start_session(user)
    end_session(refresh_token=one.refresh_token)
    end_session(refresh_token=one.refresh_token)
    ended(one.refresh_token)
    assert refresh_session(refresh_token=other.refresh_token, address=HOME).user.token_version == 1


def test_ending_all_sessions() -> None:
    user, bob = join(), join("bob")
    mine = [start_session(user), start_session(user)]
    his = start_session(bob)
    end_all_sessions(user)
    for session in mine:
        ended(session.refresh_token)
    assert refresh_session(refresh_token=his.refresh_token, address=HOME).user.token_version == 1
    assert User.objects.get(pk=user.pk).token_version == 2


def test_a_new_password_ends_all_sessions_and_starts_one() -> None:
    user = join()
    old = start_session(user)
    new = change_password(user=user, old=PASSWORD, new="another good one", address=HOME)
    assert new.user.token_version == 2
    ended(old.refresh_token)
    cannot_sign_in("ada", PASSWORD)
    assert sign_in(name="ada", password="another good one", address=HOME).user == user
    assert refresh_session(refresh_token=new.refresh_token, address=HOME).user == user


@pytest.mark.parametrize(
    ("old", "new", "message", "field"),
    [
        ("wrong", "another good one", "This password is wrong.", "old"),
        ("\ud800", "another good one", "This password is wrong.", "old"),
        (PASSWORD, "password", "This password is too common.", "new"),
        (PASSWORD, "ada@example.com", "The password is too similar to the email.", "new"),
    ],
)
def test_a_new_password_that_is_refused(old: str, new: str, message: str, field: str) -> None:
    user = join()
    session = start_session(user)
    with pytest.raises(InvalidInput) as refusal:
        change_password(user=user, old=old, new=new, address=HOME)
    assert (refusal.value.message, refusal.value.field) == (message, field)
    assert User.objects.get().token_version == 1
    assert refresh_session(refresh_token=session.refresh_token, address=HOME).user.check_password(
        PASSWORD
    )


def test_a_refresh_at_the_same_time_does_not_outlive_a_new_password() -> None:
    user = join()
    passwords = [PASSWORD, "first good one", "second good one", "third good one"]
    for before, after in pairwise(passwords):
        old = start_session(user)
        refreshed, changed = at_once(
            partial(refresh_session, refresh_token=old.refresh_token, address=HOME),
            partial(change_password, user=user, old=before, new=after, address=HOME),
        )
        assert isinstance(changed, Session)
        if isinstance(refreshed, Session):
            ended(refreshed.refresh_token)
        live = RefreshToken.objects.filter(spent_at__isnull=True, revoked_at__isnull=True)
        assert live.count() == 1


def test_expired_tokens_are_purged_some_at_a_time() -> None:
    user, bob = join(), join("bob")
    start_session(user)
    past = timezone.now() - timedelta(days=1)
    RefreshToken.objects.bulk_create(
        RefreshToken(
            user=owner, family=RefreshToken.objects.get().family, digest=digest, expires_at=past
        )
        for owner, digest in [(user, f"a{n}") for n in range(150)] + [(bob, "b")]
    )
    sign_in(name="ada", password=PASSWORD, address=HOME)
    assert RefreshToken.objects.filter(user=user, expires_at__lte=past).count() == 50
    sign_in(name="ada", password=PASSWORD, address=HOME)
    assert RefreshToken.objects.filter(user=user).count() == 3
    assert RefreshToken.objects.filter(user=bob).count() == 1


def test_of_too_many_sessions_the_one_renewed_longest_ago_ends(settings: LazySettings) -> None:
    settings.SESSIONS_PER_PERSON = 3
    user, bob = join(), start_session(join("bob"))
    first, second, third = (start_session(user) for _ in range(3))
    first = refresh_session(refresh_token=first.refresh_token, address=HOME)
    sign_in(name="ada", password=PASSWORD, address=HOME)
    ended(second.refresh_token)
    for session in (first, third, bob):
        assert refresh_session(refresh_token=session.refresh_token, address=HOME)
    # Those that have ended or expired take nobody's place.
    end_all_sessions(user)
    RefreshToken.objects.filter(user=user).update(revoked_at=None, expires_at=Now())
    kept = [start_session(user) for _ in range(3)]
    for session in kept:
        assert refresh_session(refresh_token=session.refresh_token, address=HOME).user == user


def test_sessions_that_begin_at_once_are_no_more_than_allowed(settings: LazySettings) -> None:
    settings.SESSIONS_PER_PERSON = 3
    user = join()
    started = at_once(*[partial(start_session, user)] * 6)
    assert [type(each) for each in started] == [Session] * 6
    valid = RefreshToken.objects.filter(spent_at__isnull=True, revoked_at__isnull=True)
    assert valid.count() == 3


def test_how_many_statements_it_takes() -> None:
    user = join()
    made = ["SELECT", "SELECT", "UPDATE", "UPDATE", "DELETE", "INSERT"]
    with statements() as seen:
        session = sign_in(name="ada", password=PASSWORD, address=HOME)
    # The known address; two failures and two successes, counted; the mail about a new place; the
    # failures refunded; the address remembered.
    known, *rest = verbs(seen)
    assert known == "SELECT"
    mail = ["SELECT"] * 4
    assert rest == [*["INSERT"] * 4, *made[:3], *mail, *made[3:], "UPDATE", "UPDATE", "INSERT"]
    with statements() as seen:
        sign_in(name="ada", password=PASSWORD, address=HOME)
    assert verbs(seen) == ["SELECT", *["INSERT"] * 3, *made, "DELETE", "INSERT"]
    with statements() as seen:
        refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert verbs(seen) == ["SELECT", "SELECT", "INSERT", "UPDATE", "DELETE", "INSERT"]
    token = start_session(user).refresh_token
    with statements() as seen:
        end_session(refresh_token=token)
    # The event for the streams of the session, and its waking.
    assert verbs(seen) == ["SELECT", "SELECT", "UPDATE", "INSERT", "SELECT"]


def test_who_lost_the_answer_gets_it_again_by_the_same_key() -> None:
    key = "a random text of the client"
    first = start_session(join()).refresh_token
    refresh = partial(refresh_session, refresh_token=first, address=HOME)
    second = refresh(retry_key=key)
    assert refresh(retry_key=key) == second
    assert {session.refresh_token for session in again(refresh, key)} == {second.refresh_token}
    assert RefreshToken.objects.count() == 2
    third = refresh_session(refresh_token=second.refresh_token, address=HOME)
    # Once the next token was used, the answer cannot have been lost.
    with pytest.raises(Unauthenticated):
        refresh(retry_key=key)
    ended(third.refresh_token)


def again(refresh: Any, key: str) -> list[Session]:
    answers = at_once(*[partial(refresh, retry_key=key)] * 6)
    return [answer for answer in answers if isinstance(answer, Session)]


@pytest.mark.parametrize("key", ["", "another text of somebody"])
def test_a_thief_without_the_key_ends_the_session(key: str) -> None:
    first = start_session(join()).refresh_token
    refresh = partial(refresh_session, refresh_token=first, address=HOME)
    second = refresh(retry_key="a random text of the client")
    with pytest.raises(Unauthenticated):
        refresh(retry_key=key)
    ended(second.refresh_token)


def test_a_key_that_could_be_guessed_is_refused() -> None:
    first = start_session(join()).refresh_token
    with pytest.raises(InvalidInput) as refusal:
        refresh_session(refresh_token=first, address=HOME, retry_key="x" * 15)
    assert (refusal.value.message, refusal.value.field) == (
        "Use at least 16 random characters.",
        "retryKey",
    )
    assert RefreshToken.objects.get().spent_at is None


def test_a_used_token_ends_its_session_though_its_row_was_purged() -> None:
    first = start_session(make_user("ada"))
    second = refresh_session(refresh_token=first.refresh_token, address=HOME)
    third = refresh_session(
        refresh_token=second.refresh_token, address=HOME, retry_key="sixteen-letters-"
    )
    RefreshToken.objects.filter(spent_at__isnull=False).delete()
    assert RefreshToken.objects.count() == 1
    for stolen in (first, second):
        with pytest.raises(Unauthenticated):
            refresh_session(refresh_token=stolen.refresh_token, address=HOME)
    assert RefreshToken.objects.get().revoked_at is not None
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=third.refresh_token, address=HOME)


def test_signing_out_with_a_purged_token_ends_its_session_and_no_other() -> None:
    ada = make_user("ada")
    first, other = start_session(ada), start_session(ada)
    second = refresh_session(refresh_token=first.refresh_token, address=HOME)
    RefreshToken.objects.filter(spent_at__isnull=False).delete()
    end_session(refresh_token=first.refresh_token)
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=second.refresh_token, address=HOME)
    assert refresh_session(refresh_token=other.refresh_token, address=HOME).user == ada


@pytest.mark.parametrize(
    "token",
    ["", "x", "ä", "A" * 63, "A" * 64, "=" * 64, "A" * 65, "A" * 68, "\ud800" * 64],
    ids=range(9),
)
def test_a_token_that_names_no_session_is_only_refused(token: str) -> None:
    session = start_session(make_user("ada"))
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=token, address=HOME)
    assert refresh_session(refresh_token=session.refresh_token, address=HOME).user == session.user
