"""Passkeys: registered and used, and every way in which one must not work."""

import json
from typing import Any

import pytest

from core.accounts.clients import Client
from core.accounts.factors.assertions import options_for
from core.accounts.factors.challenges import EXPIRED
from core.accounts.factors.models import Passkey
from core.accounts.factors.passkeys import (
    INVALID,
    begin_passkey,
    confirm_passkey,
    remove_passkey,
)
from core.accounts.factors.sign_in import begin_passkey_login, sign_in_with_passkey
from core.accounts.models import RefreshToken
from core.accounts.passwords import WrongPassword
from core.accounts.sessions import Session, sign_in
from core.common.errors import InvalidInput, NotFound, Unauthenticated
from tests.addresses import HOME
from tests.authenticator import Authenticator, encoded

from .worlds import PASSWORD, SITE, by_code, by_passkey, challenged, join, with_passkey

pytestmark = pytest.mark.usefixtures("stores")


def alone(credential: str) -> Session:
    return sign_in_with_passkey(credential=credential, site=SITE, client=Client(HOME))


def asked() -> str:
    return begin_passkey_login(site=SITE, address=HOME)


def test_a_passkey_signs_in_alone_and_after_the_password() -> None:
    ada = join()
    phone, codes = with_passkey(ada)
    _, no_more = with_passkey(ada, "Key")
    assert (len(codes), no_more) == (10, [])

    assert alone(phone.get(asked())).user == ada
    challenge = challenged()
    options = options_for(challenge, SITE, ada)
    assert options is not None
    allowed = {each["id"] for each in json.loads(options)["allowCredentials"]}
    assert len(allowed) == 2
    assert encoded(phone.id) in allowed
    assert by_passkey(challenge, phone.get(options)).user == ada
    assert by_code(challenged(), codes[0]).user == ada
    used = Passkey.objects.get(name="Phone")
    assert used.sign_count == phone.count == 2
    assert used.last_used_at is not None


def test_an_authenticator_without_its_user_is_a_second_factor_only() -> None:
    ada = join()
    phone, _ = with_passkey(ada)
    phone.verifies = False
    with pytest.raises(InvalidInput, match=INVALID):
        alone(phone.get(asked()))
    challenge = challenged()
    options = options_for(challenge, SITE, ada)
    assert options is not None
    assert by_passkey(challenge, phone.get(options)).user == ada


def test_what_does_not_sign_in() -> None:
    ada, eve = join(), join("eve")
    phone, _ = with_passkey(ada)
    hers, _ = with_passkey(eve)
    unregistered = Authenticator(handle=phone.handle)
    good = phone.get(asked())
    assert alone(good).user == ada
    sessions = RefreshToken.objects.count()

    def forged(**changes: Any) -> str:
        options = asked()
        for name, value in changes.items():
            setattr(phone, name, value)
        credential = phone.get(options)
        phone.origin, phone.domain = "http://testserver", "testserver"
        return credential

    with pytest.raises(InvalidInput, match=INVALID):
        alone(good)  # replayed: the count has not grown
    phone.count = 50
    counted = phone.get(asked())
    alone(counted)
    cases = {
        "another origin": forged(origin="http://evil.example"),
        "another port": forged(origin="http://testserver:81"),
        "another domain": forged(domain="evil.example"),
        "a copy, whose count is behind": forged(count=3),
        "an unknown passkey": unregistered.get(asked()),
        "the handle of another user": phone.get(asked(), userHandle=encoded(hers.handle)),
        "another signature": phone.get(asked(), signature=encoded(b"x" * 70)),
        "no JSON": "{",
        "no object": "[]",
        "nothing in it": "{}",
        "too long": json.dumps({"x": "x" * 30_000}),
        "deep": "[" * 100_000,
    }
    for name, credential in cases.items():
        with pytest.raises(InvalidInput, match=INVALID):
            pytest.fail(f"{name}: {alone(credential).user}")
    assert RefreshToken.objects.count() == sessions + 1


def test_a_challenge_is_good_once_and_for_its_purpose() -> None:
    ada, eve = join(), join("eve")
    phone, _ = with_passkey(ada)
    hers, _ = with_passkey(eve)
    options = asked()
    alone(phone.get(options))
    registering = begin_passkey(user=ada, password=PASSWORD, address=HOME, site=SITE)
    for used in (options, registering):
        with pytest.raises(Unauthenticated, match=EXPIRED):
            alone(phone.get(used))
    challenge = challenged()
    after_password = options_for(challenge, SITE, ada)
    assert after_password is not None
    with pytest.raises(Unauthenticated, match=EXPIRED):
        alone(phone.get(after_password))
    # Eve knows her own password and Ada's, and has her own passkey.
    for credential in (hers.get(after_password), phone.get(asked())):
        with pytest.raises(InvalidInput, match=INVALID):
            by_passkey(challenge, credential)
    assert by_passkey(challenge, phone.get(after_password)).user == ada


def test_what_is_not_registered() -> None:
    ada, eve = join(), join("eve")

    def options(user: Any = ada) -> str:
        return begin_passkey(user=user, password=PASSWORD, address=HOME, site=SITE)

    def confirm(credential: str) -> None:
        confirm_passkey(user=ada, credential=credential, name="Phone", site=SITE)

    for authenticator in (
        Authenticator(origin="http://evil.example"),
        Authenticator(domain="evil.example"),
    ):
        with pytest.raises(InvalidInput, match=INVALID):
            confirm(authenticator.create(options()))
    with pytest.raises(Unauthenticated, match=EXPIRED):
        confirm(Authenticator().create(options(eve)))
    theirs, _ = with_passkey(eve)
    with pytest.raises(InvalidInput, match=r"^This passkey is registered already.$"):
        confirm(theirs.create(options()))
    used = Authenticator()
    credential = used.create(options())
    confirm(credential)
    with pytest.raises(Unauthenticated, match=EXPIRED):
        confirm(credential)
    assert [passkey.user for passkey in Passkey.objects.order_by("pk")] == [eve, ada]
    with pytest.raises(WrongPassword):
        begin_passkey(user=ada, password="wrong", address=HOME, site=SITE)


def test_a_removed_passkey_signs_in_no_more() -> None:
    ada, eve = join(), join("eve")
    phone, _ = with_passkey(ada)
    passkey = Passkey.objects.get().pk
    for user, password, error in ((eve, PASSWORD, NotFound), (ada, "wrong", WrongPassword)):
        with pytest.raises(error):
            remove_passkey(user=user, passkey=passkey, password=password, address=HOME)

    remove_passkey(user=ada, passkey=passkey, password=PASSWORD, address=HOME)

    with pytest.raises(InvalidInput, match=INVALID):
        alone(phone.get(asked()))
    assert sign_in(name="ada", password=PASSWORD, address=HOME).user == ada
