"""Codes of an app and for recovery: each is good once, in its time, for its user."""

import pytest
from django.conf import LazySettings
from django.db.models.functions import Now

from core.accounts.factors.challenges import EXPIRED, LIFETIME, SecondFactorRequired, purge
from core.accounts.factors.models import Challenge, RecoveryCode, Totp
from core.accounts.factors.state import new_recovery_codes, second_factor_of
from core.accounts.factors.totp import begin_totp, confirm_totp, disable_totp
from core.accounts.models import RefreshToken, User
from core.accounts.password_changes import change_password
from core.accounts.passwords import WrongPassword
from core.accounts.sessions import Session, end_all_sessions, sign_in
from core.common.encryption import decrypt, encrypt
from core.common.errors import InvalidInput, NotFound, RateLimited, Unauthenticated
from tests.addresses import ELSEWHERE, HOME
from tests.threads import at_once

from .worlds import PASSWORD, App, by_code, challenged, join, with_app

pytestmark = pytest.mark.usefixtures("stores")
WRONG = r"^This code is wrong.$"


def test_a_session_begins_with_password_and_code() -> None:
    ada = join()
    begun = begin_totp(user=ada, password=PASSWORD, address=HOME)
    assert begun.uri == (
        f"otpauth://totp/Social%20graph%3Aada?secret={begun.secret}&issuer=Social%20graph"
    )
    # Until a code was given the password is enough.
    assert sign_in(name="ada", password=PASSWORD, address=HOME).user == ada
    app = App(begun.secret)
    with pytest.raises(InvalidInput, match=WRONG):
        confirm_totp(user=ada, code="12345", address=HOME)
    codes = confirm_totp(user=ada, code=app.code(-1), address=HOME)
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (10, 10, {19})
    RefreshToken.objects.all().delete()

    challenge = challenged()

    assert not RefreshToken.objects.exists()
    code = app.code()
    assert by_code(challenge, f"{code[:3]} {code[3:]}").user == ada
    assert RefreshToken.objects.count() == 1
    found = second_factor_of(ada)
    assert (found.has_totp, found.passkeys, found.recovery_codes_left) == (True, [], 10)


def test_a_code_and_a_challenge_are_good_once() -> None:
    app, _ = with_app(join())
    challenge = challenged()
    code = app.code()
    by_code(challenge, code)
    # The challenge is used, and so is the code, also for another challenge.
    with pytest.raises(Unauthenticated, match=EXPIRED):
        by_code(challenge, app.code(1))
    with pytest.raises(InvalidInput, match=WRONG):
        by_code(challenged(), code)
    # A code that was used with an expired challenge can still be used.
    assert by_code(challenged(), app.code(1)).user.username == "ada"


def test_of_two_at_once_one_gets_a_session() -> None:
    app, _ = with_app(join())
    one, two, code = challenged(), challenged(), app.code()
    for challenges in ((one, one), (two, two)):
        found = at_once(*[lambda each=each, code=code: by_code(each, code) for each in challenges])
        assert sum(isinstance(each, Session) for each in found) == (challenges == (one, one))
    assert RefreshToken.objects.count() == 1


def test_codes_of_another_time_or_user_are_wrong() -> None:
    ada, eve = join(), join("eve")
    app, codes = with_app(ada)
    with_app(eve)
    challenge = challenged("eve")
    for code in (app.code(), codes[0], app.code(2), app.code(-2), "", "x" * 10_000, "\ud800"):
        with pytest.raises(InvalidInput, match=WRONG):
            by_code(challenge, code)
    with pytest.raises(InvalidInput, match=WRONG):
        by_code(challenged(), app.code(-2))
    assert RecoveryCode.objects.filter(user=ada).count() == 10


def test_a_recovery_code_signs_in_once() -> None:
    ada = join()
    _, codes = with_app(ada)
    assert by_code(challenged(), codes[0].upper()).user == ada
    with pytest.raises(InvalidInput, match=WRONG):
        by_code(challenged(), codes[0])
    new = new_recovery_codes(user=ada, password=PASSWORD, address=HOME)
    with pytest.raises(InvalidInput, match=WRONG):
        by_code(challenged(), codes[1])
    assert by_code(challenged(), new[1].replace("-", " ")).user == ada


def test_guesses_are_bounded_and_lock_nobody_out_at_home() -> None:
    app, _ = with_app(join())
    by_code(challenged(), app.code())
    challenge = challenged(address=ELSEWHERE)
    for _ in range(10):
        with pytest.raises(InvalidInput, match=WRONG):
            by_code(challenge, "000000", ELSEWHERE)
    with pytest.raises(RateLimited):
        by_code(challenge, app.code(1), ELSEWHERE)
    assert by_code(challenged(), app.code(1)).user.username == "ada"


def test_a_challenge_ends_with_its_time_the_password_and_all_sessions() -> None:
    ada = join()
    app, _ = with_app(ada)
    late = challenged()
    Challenge.objects.update(expires_at=Now())
    with pytest.raises(Unauthenticated, match=EXPIRED):
        by_code(late, app.code())
    assert (purge(), Challenge.objects.count()) == (1, 0)
    before = challenged()
    end_all_sessions(ada)
    with pytest.raises(Unauthenticated, match=EXPIRED):
        by_code(before, app.code())
    before = challenged()
    change_password(user=ada, old=PASSWORD, new=f"{PASSWORD} 2", address=HOME)
    for challenge in (before, "", "é", "x" * 10_000):
        with pytest.raises(Unauthenticated, match=EXPIRED):
            by_code(challenge, app.code())
    assert LIFETIME.total_seconds() == 300


def test_a_change_asks_for_the_password_and_the_last_factor_takes_all_along() -> None:
    ada = join()
    for change in (begin_totp, new_recovery_codes):
        with pytest.raises(WrongPassword):
            change(user=ada, password="wrong", address=HOME)
    with pytest.raises(NotFound, match=r"^You have no authenticator app.$"):
        disable_totp(user=ada, password=PASSWORD, address=HOME)
    with pytest.raises(InvalidInput, match=r"^Set up an authenticator app or a passkey first.$"):
        new_recovery_codes(user=ada, password=PASSWORD, address=HOME)
    with_app(ada)
    with pytest.raises(InvalidInput, match=r"^You have an authenticator app."):
        begin_totp(user=ada, password=PASSWORD, address=HOME)
    with pytest.raises(WrongPassword):
        disable_totp(user=ada, password="wrong", address=HOME)
    with pytest.raises(SecondFactorRequired):
        sign_in(name="ada", password=PASSWORD, address=HOME)

    disable_totp(user=ada, password=PASSWORD, address=HOME)

    assert not RecoveryCode.objects.exists()
    assert sign_in(name="ada", password=PASSWORD, address=HOME).user == ada


def test_secrets_are_stored_encrypted_or_hashed(settings: LazySettings) -> None:
    ada = join()
    begun = begin_totp(user=ada, password=PASSWORD, address=HOME)
    app = App(begun.secret)
    codes = confirm_totp(user=ada, code=app.code(), address=HOME)
    challenge = challenged()
    stored = [
        *Totp.objects.values_list("secret", flat=True),
        *RecoveryCode.objects.values_list("digest", flat=True),
        *Challenge.objects.values_list("digest", flat=True),
    ]
    for secret in (begun.secret, challenge, *codes, *(code.replace("-", "") for code in codes)):
        assert not any(secret in text for text in stored)
    settings.ENCRYPTION_KEYS = ["new", "old"]
    rotated = encrypt(b"secret")
    settings.ENCRYPTION_KEYS = ["newest", "new"]
    assert decrypt(rotated) == b"secret"
    assert User.objects.get().has_second_factor
