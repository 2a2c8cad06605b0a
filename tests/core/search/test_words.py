"""What is stored of a text: golden, as rows keep it. A change here needs the rows read again."""

import re

import pytest

from core.search import name_words, post_words
from core.search.spellings import joined_forms, stem_of
from core.search.vectors import MAX_POSITION, MAX_POSITIONS


def entries(literal: str) -> list[str]:
    """The lexemes of a literal, quoted and with their positions."""
    return re.findall(r"'(?:[^']|'')*'(?::[\d,]+)?", literal)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("… !!! \u200d", []),
        ("She said “hello”", ["'she':1", "'said':2", "'hello':3", "' she said'", "' said hello'"]),
        ("Don’t stop", ["'don':1", "'t':2", "'stop':3", "' don t'", "' t stop'", "'dont'"]),
        ("walking walks", ["'walking':1", "'walks':2", "' walking walks'", "'~walk'"]),
        ("a b a", ["'a':1,3", "'b':2", "' a b'", "' b a'"]),
        ("İŞ ß ς Ёй", ["'is':1", "'ss':2", "'σ':3", "'ей':4", "' is ss'", "' ss σ'", "' σ ей'"]),
        ("東京都", ["'東':1", "'京':2", "'都':3", "' 東 京'", "' 京 都'", "'^東京'"]),
        (
            "小学校",
            ["'小':1", "'学':2", "'校':3", "' 小 学'", "' 学 校'", "'^小学'", "'_学校'"],
        ),
        ("ทำงานดี", ["'ทำงาน':1", "'ดี':2", "' ทำงาน ดี'"]),
        ("ភាសាខ្មែរ", ["'ភាសាខ្មែរ':1"]),
        ("ພາສາລາວ", ["'ພາສາ':1", "'ລາວ':2", "' ພາສາ ລາວ'"]),
        ("हिन्दी", ["'हिन्दी':1"]),
        ("か\u3099 ｶﾞ", ["'が':1", "'ガ':2", "' が ガ'", "'^がガ'"]),
        ("👍🏽 🇩🇪", ["'👍':1", "'🇩🇪':2", "' 👍 🇩🇪'"]),
        ("Foo™ ©2 m²", ["'foo':1", "'tm':2", "'2':3", "'m2':4", "' foo tm'", "' tm 2'", "' 2 m2'"]),
        ("x" * 70, [f"'{'x' * 64}':1"]),
    ],
)
def test_the_words_of_a_post(text: str, words: list[str]) -> None:
    assert sorted(entries(post_words(text))) == sorted(words)


def test_positions_are_bounded_as_postgresql_has_it() -> None:
    the, pair = entries(post_words("the " * 400))
    assert the == f"'the':{','.join(map(str, range(1, MAX_POSITIONS + 1)))}"
    assert pair == "' the the'"
    assert f":{MAX_POSITION} " in post_words(" ".join(map(str, range(20_000))))
    assert f":{MAX_POSITION + 1} " not in post_words(" ".join(map(str, range(20_000))))


def test_the_words_of_names() -> None:
    assert name_words("Grace_M", "") == "'@grace_m' 'grace' 'm'"
    assert name_words("jrrt", "J.R.R. O’Brien") == (
        "'@jrrt' '^j r r o brien' 'brien' 'j' 'jrr' 'jrrt' 'o' 'obrien' 'r'"
    )
    assert (
        name_words("yamada", "山田太郎")
        == "'@yamada' '^山田太郎' 'yamada' '太郎' '山田太郎' '田太郎' '郎'"
    )
    assert name_words("quote", "'\\") == "'@quote' '^''\\\\' 'quote'"
    assert name_words("nothing", "\u200d") == "'@nothing' 'nothing'"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("don't rock'n'roll", ["dont", "rocknroll"]),
        ("e-mail well-to-do", ["email", "welltodo"]),
        ("u.s.a. j.r.r. a.b", ["usa", "jrr", "ab"]),
        ("1,000 1.000.000 3.14 10,00", ["1000", "1000000"]),
        ("file.txt yes/no snake_case - 'a'", []),
        ("a-" * 41 + "a", []),
    ],
)
def test_compounds_as_one_word(text: str, joined: list[str]) -> None:
    assert list(joined_forms(text)) == joined


def test_stems_are_english_alone() -> None:
    assert [stem_of(word) for word in ("walking", "was", "as", "übungen", "123s")] == [
        "walk",
        "was",
        "as",
        "übungen",
        "123s",
    ]
