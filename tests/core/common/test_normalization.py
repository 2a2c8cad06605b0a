"""Normalization that no text makes slow."""

import sys
from unicodedata import combining

import pytest

from core.accounts.password_spellings import as_hashed, spellings_of
from core.common import normalization
from core.common.normalization import is_stream_safe, normalized, normalized_without_excess
from core.importers.edge_lists.ids import key_of
from core.importers.edge_lists.words import words_of
from core.search.folding import fold

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


def test_every_mark_is_known() -> None:
    marks = {character for character in map(chr, range(sys.maxunicode + 1)) if combining(character)}
    assert marks == set(normalization._MARKS)


def test_what_texts_are_found_by_has_no_marks_in_excess() -> None:
    many = "\u0316" * 40_000
    assert normalized_without_excess("NFC", f"e\u0301{many} e\u0301") == f"é{many[:29]} é"
    assert fold(f"e{many} Cafe\u0301 {many}") == "e cafe "
    # Marks that are letters stay; what they are in excess of does not.
    assert fold("か" + "\u3099" * 40_000).startswith("が")


def test_names_of_columns_and_people_are_read_whatever_is_in_them() -> None:
    many = MARKS * 40_000
    assert words_of(f"follower {many}")[0] == "follower"
    assert key_of(f"e{many}", numbers=False) == f"e{many}"
    assert key_of("e\u0301", numbers=False) == "é"
