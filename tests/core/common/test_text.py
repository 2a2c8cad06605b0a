"""What is stored of a text, what is refused, and how long it is."""

import unicodedata

import pytest

from core.common.errors import InvalidInput
from core.common.text import (
    beginning,
    clean_line,
    clean_text,
    count_characters,
    shows_something,
    without_controls,
)

FAMILY = "👨‍👩‍👧‍👦"
NOTHING_SHOWN = [
    "\u200b", "\u2800", "\u3164", "\u202e", "\u2060", "\ufeff", "\u00ad", "\u115f\u1160", "\uffa0",
    "\u2066\u2069", "\u180e", "\ufe0f", "\u034f", "\u200d\u200c", "\U000e0001\U000e0041", "\ufffc",
    "\U0001d159", "\u17b4", "\U0001bca0", "\u061c", "\u3000\u00a0\u2003", "\U00013441",
]  # fmt: skip


def cleaned(text: str, longest: int = 100, most_bytes: int | None = None) -> str:
    return clean_text(text, field="content", longest=longest, most_bytes=most_bytes)


def refusal(text: str, longest: int = 100, most_bytes: int | None = None) -> str:
    with pytest.raises(InvalidInput) as refused:
        cleaned(text, longest, most_bytes)
    assert refused.value.field == "content"
    return refused.value.message


@pytest.mark.parametrize("text", NOTHING_SHOWN)
def test_a_text_that_shows_nothing_is_empty(text: str) -> None:
    for given in (text, f" {text}\n{text * 3}\t"):
        assert refusal(given) == "This must not be empty."
        assert clean_text(given, field="bio", longest=100, required=False) == ""
        assert clean_line(given, field="displayName", longest=100, required=False) == ""


@pytest.mark.parametrize(
    "text",
    ["a", "\u200ba", "हिन्दी", "한글", "⠓⠊", "🏴", "\u0600", "\u06dd", "\ue000", "٣", "☮\ufe0f"],
)
def test_a_text_that_shows_anything_is_kept_as_it_is(text: str) -> None:
    assert shows_something(text)
    assert cleaned(text) == text


def test_no_letter_digit_or_sign_of_unicode_counts_as_nothing() -> None:
    blank = {
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code))[0] in "LNPS" and not shows_something(chr(code))
    }
    assert blank == {
        0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159,
        *({0x13441, 0x13442} if unicodedata.category("\U00013441") == "Lo" else ()),
    }  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_there_is_one_kind_of_newline(newline: str) -> None:
    assert cleaned(f"{newline}a{newline}{newline}b{newline}") == "a\n\nb"
    assert clean_line(f"Ada{newline}{newline} Lovelace", field="x", longest=20) == "Ada Lovelace"


@pytest.mark.parametrize(
    "code", [*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), 0x9B, 0x9F]
)
def test_control_characters_are_refused_wherever_they_are(code: int) -> None:
    message = f"Text must not contain control characters (U+{code:04X})."
    for text in (chr(code), f"a{chr(code)}b", f"a{chr(code)}", f"{chr(code)} a"):
        assert refusal(text) == message
        with pytest.raises(InvalidInput) as refused:
            clean_line(text, field="displayName", longest=50)
        assert (refused.value.message, refused.value.field) == (message, "displayName")
    assert without_controls(f"a{chr(code)}b\r\nc\ud800") == "ab\nc"


def test_a_tab_stays_in_a_text_and_becomes_a_blank_in_a_line() -> None:
    assert cleaned("a\tb") == "a\tb"
    assert clean_line("a\t b", field="x", longest=5) == "a b"


@pytest.mark.parametrize(
    "character", ["a", "e\u0301", "🇩🇪", "👍🏽", FAMILY, "क्षि", "한", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
)
def test_a_limit_counts_what_people_see(character: str) -> None:
    assert cleaned(character * 50, 50, 10_000) == character * 50
    assert refusal(character * 51, 50, 10_000) == (
        "This has 51 characters; at most 50 are allowed."
    )


def test_bytes_are_limited_beside() -> None:
    assert cleaned("e" + "\u0301" * 20, 4, 41) == "e" + "\u0301" * 20
    assert refusal("e" + "\u0301" * 21, 4, 42) == "This has 43 bytes; at most 42 are allowed."
    assert refusal("e" + "\u0301" * 25, 5) == "This has 51 bytes; at most 50 are allowed."


@pytest.mark.parametrize(
    "piece", ["🇩", "\u0301", "\u200d", "क्", "🙂\u0301\u200d", "\u1100", "\u0600"]
)
def test_no_text_is_slow_to_count(piece: str) -> None:
    # A counter that goes back at each step would need minutes.
    assert count_characters(piece * 200_000) >= 1


def test_a_character_has_a_number_of_marks() -> None:
    assert cleaned("e" + "\u0301\u0316" * 15 + "a") == "e" + "\u0301\u0316" * 15 + "a"
    assert refusal("ab e" + "\u0316" * 31) == "A character can have at most 30 marks."


def test_the_beginning_cuts_no_character() -> None:
    assert beginning(FAMILY * 3 + "abc", 2, most_bytes=100) == FAMILY * 2
    assert beginning(FAMILY * 3, 3, most_bytes=60) == FAMILY * 2
    assert beginning("abc", 5) == "abc"
