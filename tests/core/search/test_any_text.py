"""Whatever people write, they find it again by what they wrote."""

import re

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.accounts.profiles import MAX_DISPLAY_NAME_LENGTH
from core.common.errors import InvalidInput
from core.search import name_words, parse_names, parse_search, post_words
from core.search.folding import fold
from core.search.texts import NOTHING_TO_FIND
from core.search.words import ascii_words, words_of

pytestmark = pytest.mark.usefixtures("stores")

CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from(
        "abc '’-–.,/:@#*\"“”()|&!<>\\_ \n\u200d\u00ad\u0301éßİıςſﬁ１あ漢字京都東กำ้ज़्ع🎉🇩🇪👍🏽"
    ),
)
TEXTS = st.text(CHARACTERS, max_size=120)


def matches(words: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [words, query])
        return bool(cursor.fetchone()[0])


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("'\\' \\\\ ''")
@example("a" * 5_000)
@example("the " * 1_000)
@example("ﷺ" * 200)
@example("漢" * 5_000)
@example("ก" * 5_000)
def test_a_post_is_found_by_each_part_of_it(text: str) -> None:
    words = post_words(text)
    for chunk in re.sub(r"[\"“”„‟«»＂]", " ", text).split():
        # Longer words are found by their beginning.
        part = chunk.strip("*-")[:200] if text.isascii() else chunk.strip("*-")
        if words_of(fold(part)):
            assert matches(words, parse_search(part).words), part
            assert matches(words, parse_search(part).looked_up), part
        else:
            with pytest.raises(InvalidInput, match=NOTHING_TO_FIND) as refused:
                parse_search(part)
            assert refused.value.field == "search"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_search_is_a_query_or_says_why_not(text: str) -> None:
    try:
        query = parse_search(text)
    except InvalidInput:
        return
    matches("", query.words)
    matches("", query.looked_up)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_phrase_is_found_within_a_text(before: str, phrase: str) -> None:
    phrase = re.sub(r"[\"“”„‟«»＂]", " ", phrase)
    if words_of(fold(phrase)):
        assert matches(post_words(f"{before} {phrase} end"), parse_search(f'"{phrase}"').words)


@settings(max_examples=300, deadline=None)
@given(st.text(CHARACTERS, min_size=1, max_size=MAX_DISPLAY_NAME_LENGTH))
@example("J.R.R. Tolkien")
@example("O’Brien")
@example("हिन्दी लेखक")
@example("İstanbul Işık")
@example("Jose\u0301")
@example("...")
@example("''\\")
@example("山田太郎")
@example("สมชาย ใจดี")
def test_a_user_is_found_by_the_display_name_and_each_word_of_it(name: str) -> None:
    name = " ".join(name.split())
    words = name_words("grace_m", name)
    for text in (name, *(name.split() if words_of(fold(name)) else ())):
        query = parse_names(text)
        if fold(text).strip() and (words_of(fold(text)) or text == name):
            assert matches(words, query.any), text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=100))
def test_the_short_way_for_ascii_finds_the_same_words(text: str) -> None:
    folded = fold(text)
    assert [*ascii_words(folded), "é"] == [word.text for word in words_of(f"{folded} é")]
