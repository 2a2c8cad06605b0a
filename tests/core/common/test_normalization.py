"""Normalization that no text makes slow."""

import pytest

from core.accounts.password_spellings import as_hashed, spellings_of
from core.common.normalization import is_stream_safe, normalized

MARKS = "\u0301\u0316"


def test_texts_of_languages_are_normalized() -> None:
    assert normalized("NFC", "e\u0301") == "é"
    assert normalized("NFD", "é") == "e\u0301"
    assert normalized("NFKC", "ﬁ") == "fi"
    assert normalized("NFC", "e" + MARKS * 15) == "é" + "\u0316" * 15 + "\u0301" * 14


@pytest.mark.parametrize("count", [16, 40_000, 150_000])
def test_very_many_marks_are_left_alone(count: int) -> None:
    # Sorting 80,000 of them would take half a minute.
    text = "e" + MARKS * count
    assert not is_stream_safe(text)
    assert normalized("NFC", text) == normalized("NFD", text) == text
    assert as_hashed(text) == text
    assert spellings_of(text) == [text]
