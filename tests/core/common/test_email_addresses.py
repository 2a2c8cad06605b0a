"""Spellings of e-mail addresses."""

import pytest

from core.common.email_addresses import canonical_email, email_key, spellings_of

MUNICH = "r@xn--mnchen-3ya.de"


@pytest.mark.parametrize(
    "typed",
    [
        "r@münchen.de", "r@MÜNCHEN.DE", "r@mu\u0308nchen.de", "r@xn--mnchen-3ya.de",
        "r@XN--MNCHEN-3YA.de", "r@ｍüｎｃｈｅｎ.de", "r@münchen。de", "r@mün\u00adchen.de",
        "r@mün\u200bchen.de",
    ],
)  # fmt: skip
def test_an_address_has_one_spelling(typed: str) -> None:
    assert canonical_email(typed) == MUNICH
    assert email_key(f" {typed.upper()} ") == MUNICH
    assert {MUNICH, "r@münchen.de"} <= set(spellings_of(typed))
    assert spellings_of(typed)[0] == typed.lower()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@Example.COM", "Ada@example.com"),
        ("ada@ｅｘａｍｐｌｅ．com", "ada@example.com"),
        ("ada@\u212aelvin.com", "ada@kelvin.com"),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("ada@i❤.ws", "ada@xn--i-7iq.ws"),
        ("ada@xn--i-7iq.ws", "ada@xn--i-7iq.ws"),
        ("ada@a--b.foo_bar.com", "ada@a--b.foo_bar.com"),
        ("ada@[127.0.0.1]", "ada@[127.0.0.1]"),
    ],
)
def test_what_is_stored(typed: str, stored: str) -> None:
    assert canonical_email(typed) == stored
    assert canonical_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "a@xn--a",  # decodes to nothing outside ASCII
        "a@xn--.de",
        "a@xn--\u00fc.de",
        "a@xn--mnchen-3yab999999999.de",
        "a@xn--MNCHEN-3YA\u00fc.de",
        "a@exa mple\u00fc.de",
        "a@" + "ü" * 400,
    ],
)
def test_a_false_domain_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_email(typed)
    assert spellings_of(typed) == [typed.lower()]
    assert email_key(typed) == typed.lower()
