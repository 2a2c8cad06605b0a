"""One person, one password, one address, however they are typed."""

import unicodedata
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password
from django.db import connection

from core.accounts.auth_backend import user_by_email, user_by_password
from core.accounts.models import User
from core.accounts.password_changes import change_password
from core.accounts.profiles import update_profile
from core.accounts.sessions import sign_in, sign_up
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.comments.services import create_comment, update_comment
from core.common.email_addresses import email_key
from core.common.errors import InvalidInput, RateLimited, Unauthenticated
from core.common.rates import Rate
from core.importers.names import free_emails
from core.posts.services import NewImage, create_post, update_post
from tests.addresses import HOME
from tests.core.media.pictured_posts import picture
from tests.factories import make_post, make_user
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "Ein schönes Paßwort é"
NFC = unicodedata.normalize("NFC", PASSWORD)
NFD = unicodedata.normalize("NFD", PASSWORD)
FORMS = [NFC, NFD, NFC.replace(" ", "\u00a0")]
LETTERS, ASCII = "r@münchen.de", "r@xn--mnchen-3ya.de"
TAKEN = ("This e-mail address is already in use.", "email")


def _counted(act: Callable[..., Any], seen: list[str]) -> Callable[..., Any]:
    def counting(*given: Any) -> Any:
        seen.append(act.__name__)
        return act(*given)

    return counting


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(InvalidInput) as refusal:
        act()
    return refusal.value.message, refusal.value.field


def joining(email: str) -> Callable[[], User]:
    return partial(create_user, username="other", email=email, password=PASSWORD)


@pytest.mark.parametrize("joined", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_a_password_is_right_in_every_spelling(joined: str, typed: str) -> None:
    create_user(username="ada", email="ada@example.com", password=joined)
    assert sign_in(name="ada", password=typed, address=HOME).user.username == "ada"
    changed = change_password(user=User.objects.get(), old=typed, new=typed + "!", address=HOME)
    assert changed.user.check_password(joined + "!")
    with pytest.raises(Unauthenticated):
        sign_in(name="ada", password=typed, address=HOME)


@pytest.mark.parametrize("hashed", [NFC, NFD])
@pytest.mark.parametrize("typed", [NFC, NFD])
def test_hashes_of_earlier_releases_stay_valid(hashed: str, typed: str) -> None:
    user = make_user("ada")
    User.objects.filter(pk=user.pk).update(password=make_password(hashed))
    assert user_by_password("ada", typed) == user
    assert user_by_password("ada", typed + "x") is None


@pytest.mark.parametrize(
    ("password", "hashes"), [("plain old ascii", 1), (NFC, 2), (NFD, 2), (NFC + "\u00a0", 3)]
)
def test_an_unknown_name_takes_as_many_hashes_as_a_wrong_password(
    password: str, hashes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user("ada")
    User.objects.update(password=make_password("something else"))
    hasher = type(hashers.get_hasher())
    seen: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(hasher, name, _counted(getattr(hasher, name), seen))
    counts = []
    for name in ("ada", "nobody", "ada@example.com", "nobody@example.com"):
        seen.clear()
        assert user_by_password(name, password) is None
        counts.append(len(seen))
    assert counts == [hashes] * 4


def test_a_new_password_has_no_control_characters() -> None:
    assert refused(
        lambda: create_user(username="ada", email="a@b.cd", password="correct \x07 horse")
    ) == ("Text must not contain control characters (U+0007).", "password")


@pytest.mark.parametrize(("first", "second"), [(LETTERS, ASCII), (ASCII, LETTERS)])
def test_an_address_is_taken_in_every_spelling(first: str, second: str) -> None:
    user = create_user(username="first", email=first, password=PASSWORD)
    assert user.email == ASCII
    for spelling in (second, second.upper(), "r@ｍünchen。de"):
        assert refused(joining(spelling)) == TAKEN
        assert sign_in(name=spelling, password=PASSWORD, address=HOME).user == user
    eve = make_user("eve")
    assert refused(lambda: change_person(person=eve.pk, email=second)) == TAKEN
    assert change_person(person=user.pk, email=second).email == ASCII


@pytest.mark.parametrize(
    "spelling",
    [
        "ada@EXAMPLE.com", "ada@ｅxample.com", "ada@ⓔxample.com", "ada@example。com",
        "ada@exa\u00admple.com", "ada@exa\u2060mple.com", "ada@examplᵉ.com", "ADA@example.com",
        '"ada"@example.com', '"a\\da"@example.com', '"\\a\\d\\a"@ⓔxample.com',
    ],
)  # fmt: skip
def test_what_is_mapped_onto_a_taken_address_is_that_address(spelling: str) -> None:
    ada = create_user(username="ada", email="ada@example.com", password=PASSWORD)
    eve = make_user("eve")
    assert refused(joining(spelling)) == TAKEN
    assert refused(lambda: change_person(person=eve.pk, email=spelling)) == TAKEN
    assert sign_in(name=spelling, password=PASSWORD, address=HOME).user == ada
    assert free_emails([spelling], ["new"], "x") == ["new@x.invalid"]
    assert email_key(spelling) == "ada@example.com"


@pytest.mark.parametrize(
    ("taken", "typed"),
    [
        ("r@strasse.de", "r@straße.de"),
        ("r@strasse.de", "r@STRAẞE.de"),
        ("r@strasse.de", "r@xn--strae-oqa.de"),
        ("r@ελλάσ.gr", "r@ελλάς.gr"),
        ("r@क्ष.com", "r@क्\u200dष.com"),
        ("r@[::1]", "r@[0:0::1]"),
        ("r@[0:0:0:0:0:0:0:1]", "r@[::1]"),
    ],
)
def test_an_address_whose_mail_programs_of_2003_send_to_another_user(
    taken: str, typed: str
) -> None:
    create_user(username="first", email=taken, password=PASSWORD)
    assert refused(joining(typed)) == TAKEN
    assert free_emails([typed], ["new"], "x") == ["new@x.invalid"]


def test_domains_that_differ_are_two() -> None:
    """As browsers have it: nobody signs in by the address of somebody else's domain."""
    create_user(username="first", email="r@straße.de", password=PASSWORD)
    other = create_user(username="other", email="r@strasse.de", password="another long one")
    assert sign_in(name="r@strasse.de", password="another long one", address=HOME).user == other
    with pytest.raises(Unauthenticated):
        sign_in(name="r@straße.de", password="another long one", address=HOME)


@pytest.mark.parametrize(
    "address",
    [
        "ada@exam\u200dple.com", "ada@exam\u200cple.com", "ada@xn--example-k06c.com",
        "ada@\u0301example.com", "ada@1אב.com", "ada@example.com.", "ada@example.com。",
        "ada@xn--example-.com", "ada@xn--a.com", "ada@[x]", "ada@[1.2.3.999]", "ada@exam\u2024com",
    ],
)  # fmt: skip
def test_domains_that_browsers_refuse_are_none(address: str) -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    message = ("Enter a valid email address.", "email")
    assert refused(joining(address)) == message
    eve = make_user("eve")
    assert refused(lambda: change_person(person=eve.pk, email=address)) == message
    with pytest.raises(Unauthenticated):
        sign_in(name=address, password=PASSWORD, address=HOME)


def test_of_six_spellings_at_once_one_joins() -> None:
    results = at_once(
        *(
            lambda n=n: create_user(
                username=f"user{n}", email=LETTERS if n % 2 else ASCII, password=PASSWORD
            )
            for n in range(6)
        )
    )
    assert len([each for each in results if isinstance(each, User)]) == 1
    assert User.objects.count() == 1


def test_an_address_of_an_earlier_release_is_the_same_address() -> None:
    old = make_user("old")
    old.set_password(PASSWORD)
    old.email = LETTERS
    old.save()
    for spelling in (LETTERS, ASCII, LETTERS.upper()):
        assert user_by_email(spelling) == old
        assert refused(joining(spelling)) == TAKEN


def test_a_plain_address_costs_no_further_statement() -> None:
    create_user(username="ada", email="ada@example.com", password=PASSWORD)
    with statements() as seen:
        assert user_by_email("ADA@example.com") is not None
    assert len(seen) == 1


def test_addresses_of_earlier_releases_are_respelled() -> None:
    emails = {"one": LETTERS, "two": "x@mu\u0308nchen.de", "three": "x@xn--mnchen-3ya.de"}
    emails |= {"four": "y@" + "ü" * 60 + ".de", "five": "Ada@Example.com"}
    for username, email in emails.items():
        user = make_user(username)
        User.objects.filter(pk=user.pk).update(email=email)
    migration = import_module("core.migrations.0015_one_spelling_of_addresses")
    for _ in range(2):
        with connection.schema_editor() as editor:
            migration.respell(apps, editor)
        found = dict(User.objects.values_list("username", "email"))
        assert found["one"] == ASCII
        # Somebody else has the other spelling: both keep their own.
        assert (found["two"], found["three"]) == (emails["two"], emails["three"])
        assert found["five"] == "Ada@Example.com"
    assert user_by_email("x@mu\u0308nchen.de").username == "two"  # type: ignore[union-attr]
    assert user_by_email("X@xn--mnchen-3ya.de").username == "three"  # type: ignore[union-attr]


def test_attempts_count_for_an_address_in_any_spelling(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "login_account": Rate(2, "hour")}
    create_user(username="ada", email=LETTERS, password=PASSWORD)
    for name in (LETTERS, ASCII):
        with pytest.raises(Unauthenticated):
            sign_in(name=name, password="wrong", address=HOME)
    for name in (LETTERS.upper(), "r@ｍünchen。de"):
        with pytest.raises(RateLimited):
            sign_in(name=name, password=PASSWORD, address=HOME)


@pytest.mark.parametrize("username", ["...", "___", "-.-", "_._._"])
def test_a_username_has_a_letter_or_a_digit(username: str) -> None:
    assert refused(lambda: create_user(username=username, email="a@b.cd", password=PASSWORD)) == (
        "A username must have a letter or a digit.",
        "username",
    )


@pytest.mark.parametrize(
    "username",
    ["admin", "Admin", "SUPPORT", "root", "a.d.m.i.n", "_admin_", "help-desk", "api", " root "],
)
def test_reserved_names_are_given_by_staff_alone(username: str) -> None:
    assert refused(
        lambda: sign_up(username=username, email="a@b.cd", password=PASSWORD, address=HOME)
    ) == ("This username is reserved.", "username")
    assert not User.objects.exists()
    created = create_user(username=username, email="a@b.cd", password=PASSWORD, is_staff=True)
    assert created.username == username.strip()


@pytest.mark.parametrize("username", ["admin1", "adminah", "rooty", "supporter", "the.root"])
def test_names_that_are_only_like_them_are_free(username: str) -> None:
    joined = sign_up(username=username, email="a@b.cd", password=PASSWORD, address=HOME)
    assert joined.user.username == username


@pytest.mark.parametrize("nothing", ["\u200b", "\u2800", "\u3164", "\u202e", " \u200b\n\ufeff"])
def test_texts_that_show_nothing_are_empty_everywhere(nothing: str) -> None:
    ada = make_user("ada")
    post, pictured = (
        make_post(ada),
        create_post(author=ada, content=nothing, images=[NewImage(picture(), nothing)]),
    )
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    assert pictured.content == ""
    assert [image.description for image in pictured.images.all()] == [""]
    empty = ("This must not be empty.", "content")
    assert refused(lambda: create_post(author=ada, content=nothing)) == empty
    assert refused(lambda: update_post(editor=ada, post=post.pk, content=nothing)) == empty
    assert refused(lambda: create_comment(author=ada, post=post.pk, content=nothing)) == empty
    assert refused(lambda: update_comment(editor=ada, comment=comment.pk, content=nothing)) == empty
    user = update_profile(user=ada, display_name=nothing, bio=nothing)
    assert (user.display_name, user.bio, user.get_full_name()) == ("", "", "ada")


def test_control_characters_are_refused_everywhere() -> None:
    ada = make_user("ada")
    post = make_post(ada).pk
    message = "Text must not contain control characters (U+001B)."
    text = "a\x1b[31mb"
    image = NewImage(picture(), text)
    for act, field in (
        (lambda: create_post(author=ada, content=text), "content"),
        (lambda: update_post(editor=ada, post=post, content=text), "content"),
        (lambda: create_comment(author=ada, post=post, content=text), "content"),
        (lambda: update_profile(user=ada, display_name=text), "displayName"),
        (lambda: update_profile(user=ada, bio=text), "bio"),
        (lambda: create_post(author=ada, content="a", images=[image]), "imageDescriptions.0"),
        (lambda: create_user(username=text, email="a@b.cd", password=PASSWORD), "username"),
        (lambda: create_user(username="eve", email=f"{text}@b.cd", password=PASSWORD), "email"),
    ):
        assert refused(act) == (message, field)


def test_limits_count_characters_as_people_do() -> None:
    ada = make_user("ada")
    family, hand = "👨‍👩‍👧‍👦", "👍🏽"
    found = update_profile(user=ada, display_name=family * 50, bio=family * 300)
    assert (found.display_name, found.bio) == (family * 50, family * 300)
    post = create_post(author=ada, content=hand * 5_000, images=[NewImage(picture(), family * 300)])
    assert post.content == hand * 5_000
    create_comment(author=ada, post=post.pk, content="e\u0301" * 2_000)
    for act, said in (
        (lambda: update_profile(user=ada, display_name=hand * 51), "51 characters; at most 50"),
        (lambda: update_profile(user=ada, bio=hand * 301), "301 characters; at most 300"),
        (lambda: create_post(author=ada, content=hand * 5_001), "5,001 characters; at most 5,000"),
        (
            lambda: create_post(author=ada, content="e" + "\u0301" * 25_000),
            "50,001 bytes; at most 50,000",
        ),
        (
            lambda: update_profile(user=ada, bio="e" + "\u0301" * 4_500),
            "9,001 bytes; at most 9,000",
        ),
    ):
        assert refused(act)[0] == f"This has {said} are allowed."


def test_newlines_are_stored_as_one_kind() -> None:
    ada = make_user("ada")
    text = "a\r\nb\rc\u2028d\u2029e"
    post = create_post(author=ada, content=text)
    assert post.content == "a\nb\nc\nd\ne"
    assert update_post(editor=ada, post=post.pk, content=text).edited_at is None
    assert create_comment(author=ada, post=post.pk, content=text).content == "a\nb\nc\nd\ne"
    assert update_profile(user=ada, bio=text).bio == "a\nb\nc\nd\ne"


@pytest.mark.parametrize("email", ["\u212aate@example.com", "\u017fue@example.com"])
def test_a_letter_whose_other_case_is_ascii_makes_no_address(email: str) -> None:
    """Python's `lower()` makes the first `kate@example.com`, which may be somebody's."""
    assert refused(joining(email)) == ("Enter a valid email address.", "email")
    assert not User.objects.exists()
