"""Access tokens: what is in them, and every way in which one must not work."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import LazySettings

from api.auth.signing_keys import signing_key
from api.auth.tokens import access_token, payload_of, signed, user_of_token, verified
from core.accounts.models import User
from core.accounts.password_changes import change_password
from core.accounts.sessions import end_all_sessions, end_session, start_session
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.common.errors import Unauthenticated
from core.moderation.deletion import remove_account
from tests.addresses import HOME
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

INVALID = "This access token is not valid."
EXPIRED = "Your session has expired."


def refused(token: str) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        user_of_token(token)
    return refusal.value.message


def changed(user: User, **claims: Any) -> str:
    """A token signed by us, with other claims; None leaves one out."""
    payload = {**payload_of(user), **claims}
    return signed({key: value for key, value in payload.items() if value is not None})


def unsigned(header: dict[str, Any], payload: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, payload)]
    return b".".join(part.rstrip(b"=") for part in parts).decode() + "."


def test_a_token_names_the_person_by_number_and_version() -> None:
    ada = make_user("ada")
    token = access_token(ada)
    payload = verified(token)
    assert set(payload) == {"iss", "sub", "ver", "era", "jti", "iat", "exp"}
    assert (payload["iss"], payload["sub"], payload["ver"]) == ("social-graph", str(ada.pk), 1)
    assert payload["exp"] - payload["iat"] == 15 * 60
    assert len(payload["jti"]) == 32
    assert verified(access_token(ada))["jti"] != payload["jti"]
    assert jwt.get_unverified_header(token)["alg"] == "HS256"


def test_a_token_costs_one_statement() -> None:
    ada = make_user("ada")
    token = access_token(ada)
    with statements() as seen:
        assert user_of_token(token) == ada
    assert len(seen) == 1


def test_a_token_expires() -> None:
    ada = make_user("ada")
    now = datetime.now(UTC)
    assert refused(changed(ada, exp=now - timedelta(seconds=10))) == EXPIRED
    assert user_of_token(changed(ada, exp=now + timedelta(seconds=60))) == ada


def test_the_lifetime_is_a_setting(settings: LazySettings) -> None:
    ada = make_user("ada")
    settings.GRAPHQL_JWT = {**settings.GRAPHQL_JWT, "JWT_EXPIRATION_DELTA": timedelta(minutes=-1)}
    assert refused(access_token(ada)) == EXPIRED


def test_after_a_rename_a_token_still_means_the_same_person() -> None:
    ada, bob = make_users("ada", "bob")
    token = access_token(ada)
    User.objects.filter(pk=ada.pk).update(username="countess")
    User.objects.filter(pk=bob.pk).update(username="ada")
    found = user_of_token(token)
    assert (found.pk, found.username) == (ada.pk, "countess")


def test_a_new_password_ends_old_tokens() -> None:
    password = "correct horse battery"
    ada = create_user(username="ada", email="ada@example.com", password=password)
    old = access_token(ada)
    session = change_password(user=ada, old=password, new="another good one", address=HOME)
    assert refused(old) == INVALID
    assert user_of_token(access_token(session.user)) == ada


def test_ending_all_sessions_ends_tokens_and_ending_one_does_not() -> None:
    ada = make_user("ada")
    token = access_token(ada)
    end_session(refresh_token=start_session(ada).refresh_token)
    assert user_of_token(token) == ada
    end_all_sessions(ada)
    assert refused(token) == INVALID


def test_tokens_of_people_who_left_or_are_suspended() -> None:
    """Being suspended ends the sessions so far; a new one is good."""
    ada, bob = make_users("ada", "bob")
    tokens = [access_token(ada), access_token(bob)]
    remove_account(ada)
    suspended = change_person(person=bob.pk, is_active=False)
    assert [refused(token) for token in tokens] == [INVALID] * 2
    assert user_of_token(access_token(suspended)) == bob


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": "ada"},
        {"sub": "-1"},
        {"sub": "²"},
        {"sub": "9" * 30},
        {"sub": "9" * 19},
        {"sub": "0" * 20 + "1"},
        {"ver": None},
        {"ver": "1"},
        {"ver": 2},
        {"era": None},
        {"era": ""},
        {"era": 1},
        {"era": "0" * 24},
        {"ver": 2**40},
        {"exp": None},
        {"jti": None},
        {"iss": None},
        {"iss": "someone else"},
        {"iat": None},
        {"iat": datetime(2100, 1, 1, tzinfo=UTC)},
        {"nbf": datetime(2100, 1, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_claims_that_are_refused(claims: dict[str, Any]) -> None:
    assert refused(changed(make_user("ada"), **claims)) == INVALID


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "HS256"])
def test_tokens_without_a_signature(alg: str) -> None:
    payload = verified(access_token(make_user("ada")))
    assert refused(unsigned({"alg": alg, "typ": "JWT"}, payload)) == INVALID


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("alg", ["HS384", "HS512"])
def test_other_algorithms_with_our_key(alg: str, settings: LazySettings) -> None:
    payload = verified(access_token(make_user("ada")))
    assert (
        refused(jwt.encode(payload, signing_key().secret, alg, headers={"kid": signing_key().id}))
        == INVALID
    )


def test_another_key() -> None:
    payload = verified(access_token(make_user("ada")))
    assert (
        refused(jwt.encode(payload, "another-key-" * 4, headers={"kid": signing_key().id}))
        == INVALID
    )


KEYS = [f"{number}-random-text-of-fifty-characters-or-more-0123456789" for number in range(3)]


def test_a_new_key_signs_and_the_old_one_is_accepted_until_it_is_gone(
    settings: LazySettings,
) -> None:
    ada = make_user("ada")
    settings.ACCESS_TOKEN_KEYS = KEYS[:1]
    old = access_token(ada)
    # First every server learns the new key, then it signs, then the old one goes.
    settings.ACCESS_TOKEN_KEYS = [KEYS[0], KEYS[1]]
    between = access_token(ada)
    assert jwt.get_unverified_header(between) == jwt.get_unverified_header(old)
    settings.ACCESS_TOKEN_KEYS = [KEYS[1], KEYS[0]]
    new = access_token(ada)
    assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]
    assert [user_of_token(token) for token in (old, between, new)] == [ada] * 3
    settings.ACCESS_TOKEN_KEYS = [KEYS[1]]
    assert user_of_token(new) == ada
    assert [refused(token) for token in (old, between)] == [INVALID] * 2


def test_without_keys_of_their_own_they_follow_from_the_secret(settings: LazySettings) -> None:
    token = access_token(make_user("ada"))
    assert refused(jwt.encode(verified(token), settings.SECRET_KEY)) == INVALID
    settings.SECRET_KEY = "another" * 10
    assert refused(token) == INVALID


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("kid", [None, "", "unknown", "../../dev/null", "0' OR 1=1", "x" * 500])
def test_the_id_of_no_key_of_ours(kid: str | None) -> None:
    payload = verified(access_token(make_user("ada")))
    headers = {} if kid is None else {"kid": kid}
    assert refused(jwt.encode(payload, signing_key().secret, headers=headers)) == INVALID


@pytest.mark.parametrize("kid", [1, None, [], {}, True])
def test_an_id_that_is_no_text(kid: object) -> None:
    payload = verified(access_token(make_user("ada")))
    head: dict[str, Any] = {"alg": "HS256", "typ": "JWT", "kid": kid}
    assert refused(unsigned(head, payload)) == INVALID


def test_a_key_pair_is_no_way_in() -> None:
    """A token signed by anybody's private key, and one that takes a public key for our secret."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    payload = verified(access_token(make_user("ada")))
    headers = {"kid": signing_key().id}
    assert refused(jwt.encode(payload, pair, "RS256", headers=headers)) == INVALID
    public = pair.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    # By hand, as the library would not do it.
    parts = unsigned({"alg": "HS256", "typ": "JWT", **headers}, payload).rstrip(".")
    signature = base64.urlsafe_b64encode(hmac.digest(public, parts.encode(), "sha256"))
    assert refused(f"{parts}.{signature.rstrip(b'=').decode()}") == INVALID


@pytest.mark.parametrize(("seconds", "is_good"), [(-2, True), (3, True), (120, False)])
def test_clocks_that_differ_by_seconds(seconds: int, is_good: bool) -> None:
    ada = make_user("ada")
    token = changed(ada, iat=datetime.now(UTC) + timedelta(seconds=seconds))
    if is_good:
        assert user_of_token(token) == ada
    else:
        assert refused(token) == INVALID


def test_a_changed_payload() -> None:
    ada, bob = make_users("ada", "bob")
    head, _, signature = access_token(ada).split(".")
    _, payload, _ = access_token(bob).split(".")
    assert refused(f"{head}.{payload}.{signature}") == INVALID


@pytest.mark.parametrize(
    "token", ["", "x", "..", "a.b.c", "\x00", "é", "x" * 10_000, "x." * 3_000_000]
)
def test_what_is_no_token(token: str) -> None:
    assert refused(token) == INVALID


def test_a_refresh_token_is_no_access_token() -> None:
    assert refused(start_session(make_user("ada")).refresh_token) == INVALID
