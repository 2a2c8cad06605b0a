"""What a search asks the index for, and what it compares."""

import pytest

from core.search import parse_search


@pytest.mark.parametrize(
    ("text", "words", "looked_up"),
    [
        ("Über", "(('uber' | '~uber'))", None),
        ("“hello there”", "((' hello there'))", None),
        ('"a b c"', "(((' a b' & ' b c' & ('a' <-> 'b' <-> 'c'))))", None),
        ("a or b", "(('a' | '~a')) | (('b' | '~b'))", None),
        ("or a", "(('or' | '~or') & ('a' | '~a'))", None),
        ("cat -dog", "(('cat' | '~cat') & !('dog' | '~dog'))", None),
        ("-dog", "(!('dog' | '~dog'))", None),
        ("ca* dog", "(('ca':*) & ('dog' | '~dog'))", "(('dog' | '~dog'))"),
        ("ca*", "(('ca':*))", None),
        ("c* 漢*", "(('c' | '~c') & ('漢'))", None),
        ("plant -plant", "", None),
        ("plants -plant or cat", "(('cat' | '~cat'))", None),
        ("don’t", "((' don t' | 'dont' | '~dont'))", None),
        ("東京都", "(('_東京' | ('^東京')) & ('都'))", None),
        ('-"a b"', "(!(' a b'))", None),
        (
            "cat -今天天气",
            "(('cat' | '~cat') & !((('_今天' | ('^今天')) & ('_天气' | ('^天气')))))",
            None,
        ),
    ],
)
def test_a_search(text: str, words: str, looked_up: str | None) -> None:
    found = parse_search(text)
    assert found.words == words
    assert found.looked_up == (words if looked_up is None else looked_up)


def test_of_many_words_the_longest_are_looked_up() -> None:
    found = parse_search("a bb ccc dddd eeeee ffffff")
    assert found.looked_up.count(" & ") == 2
    assert "'a'" not in found.looked_up
    assert "'ffffff'" in found.looked_up
    assert found.words.count(" & ") == 5
