"""Error messages in German: with values, of several sentences, and those that are not ours."""

import json
from typing import Any

import pytest

from api.messages import translated
from core.accounts.languages import Language, set_language
from core.ratelimit.login_throttle import wait_in_words
from tests.factories import make_user
from tests.web import WebClient

from .client import GraphQLClient

SIGNUP = 'mutation { signup(username: "ab", email: "no", password: "short") { token } }'


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("User not found.", "Person nicht gefunden."),
        (
            "This has 1,234 characters; at most 1,000 are allowed.",
            "Das hat 1.234 Zeichen; höchstens 1.000 sind erlaubt.",
        ),
        (
            f"Too many attempts. Try again in {wait_in_words(90)}.",
            "Zu viele Versuche. Versuche es in 2 Minuten noch einmal.",
        ),
        (
            "You have reached your limit of 20 comments that concern this user per minute. "
            "Try again in 1 second.",
            "Du hast dein Limit erreicht: 20 Kommentare, die diese Person betreffen, pro Minute. "
            "Versuche es in einer Sekunde noch einmal.",
        ),
        (
            "This is the ID of a Post. Expected the ID of a User.",
            "Das ist die ID eines Objekts vom Typ Post. Erwartet wird die ID eines Objekts vom Typ "
            "User.",
        ),
        # Django's own.
        ("This password is too common.", "Dieses Passwort ist zu üblich."),
        ("This password is entirely numeric.", "Dieses Passwort ist komplett numerisch."),
        # A value is no text to look up places in.
        ("{0} not found.", "{0} nicht gefunden."),
        ("Syntax Error: Unexpected Name 'x'.", "Syntax Error: Unexpected Name 'x'."),
        ("", ""),
        ("x" * 100_000, "x" * 100_000),
    ],
)
def test_a_message_is_in_german_where_it_is_known(english: str, german: str) -> None:
    assert translated(english, "de") == german
    assert translated(english, "en") == translated(english, "") == english


def errors(accept: str) -> list[dict[str, Any]]:
    response = WebClient().post(
        "/graphql/",
        json.dumps({"query": SIGNUP}),
        content_type="application/json",
        headers={"Accept-Language": accept} if accept else {},
    )
    found: list[dict[str, Any]] = response.json()["errors"]
    return found


@pytest.mark.usefixtures("stores")
def test_the_language_is_the_header_s_or_the_users_and_codes_stay() -> None:
    [german] = errors("fr, de-CH;q=0.8, en;q=0.5")
    [english] = errors("")
    assert english == errors("en-US, de;q=0.1")[0] == errors("xx, *;q=0.1")[0]
    assert german["message"] == "Ein Benutzername muss mindestens 3 Zeichen haben."
    assert german["extensions"]["fields"] == {
        "username": "Ein Benutzername muss mindestens 3 Zeichen haben.",
        "email": "Gib eine gültige E-Mail-Adresse ein.",
        "password": "Dieses Passwort ist zu kurz. Es muss mindestens 8 Zeichen enthalten.",
    }
    for each in (german, english):
        each["extensions"].pop("fields")
        each.pop("message")
    assert german == english
    ada = make_user("ada")
    mute = 'mutation { muteUser(username: "nobody") { user { id } } }'
    refusals = [GraphQLClient(ada).refusal(mute)]
    set_language(user=ada, language=Language.DE)
    refusals.append(GraphQLClient(ada).refusal(mute))
    assert refusals == [
        ("NOT_FOUND", "User not found.", "username"),
        ("NOT_FOUND", "Person nicht gefunden.", "username"),
    ]
