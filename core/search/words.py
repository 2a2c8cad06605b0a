"""The words of a folded text.

A word is a run of letters, marks and digits; everything else separates, so that `covid-19`,
`file.txt`, an address or a URL is several words that follow each other. A symbol such as an emoji
is a word too. Chinese and Japanese have no spaces: there each character is a word, and ICU's
dictionary says which of them begin a word of the language. The same dictionary takes apart Thai,
Lao, Khmer and Burmese. Source: Unicode Standard Annex 29.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from icu4py.breakers import WordBreaker

# A longer word is found by its beginning.
MAX_WORD_LENGTH = 64

_HAN = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c\u3041-\u3096\u3099\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00016fe0-\U00018cff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecf\u0edc-\u0edf\u1000-\u1049\u1050-\u109f"
    "\u1780-\u17d3\u17d7\u17dc\u17dd\ua9e0-\ua9fe\uaa60-\uaa7f"
)
_SYMBOLS = "\u2190-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001fbff"
_WITH_MARKS = (range(0x300, 0x1E000), range(0xA800, 0xAC00), range(0x10A00, 0x1E950))
_MARKS = "".join(
    mark
    for block in _WITH_MARKS
    for mark in map(chr, block)
    if unicodedata.category(mark) in {"Mn", "Mc"} and not re.match(f"[{_HAN}{_UNSPACED}]", mark)
)
_RUN = re.compile(
    rf"(?P<SPACED>(?:[^\W_{_HAN}{_UNSPACED}]|[{_MARKS}])+)|(?P<HAN>[{_HAN}]+)"
    rf"|(?P<UNSPACED>[{_UNSPACED}]+)|(?P<SYMBOL>[\U0001f1e6-\U0001f1ff]{{2}}|[{_SYMBOLS}])"
)
_ASCII_RUN = re.compile("(?P<SPACED>[a-z0-9]+)")


class Script(Enum):
    """How a run is written."""

    SPACED = auto()
    HAN = auto()
    UNSPACED = auto()
    SYMBOL = auto()


class Run(NamedTuple):
    """A part of a text in one way of writing, and where it is."""

    text: str
    start: int
    script: Script

    @property
    def end(self) -> int:
        """Where the next run can begin."""
        return self.start + len(self.text)


class Word(NamedTuple):
    """A word.

    At a Chinese or Japanese character that begins a word of the dictionary, `whole` is that word,
    and nothing at the characters within it. Elsewhere it is the word itself.
    """

    text: str
    script: Script
    whole: str


def runs_of(folded: str) -> Iterator[Run]:
    """Yield what is searchable in the text, in its order."""
    for found in (_ASCII_RUN if folded.isascii() else _RUN).finditer(folded):
        yield Run(found[0], found.start(), Script[found.lastgroup or ""])


def ascii_words(folded: str) -> list[str]:
    """Return the words of a text of ASCII alone, as `words_of` would, in a quarter of its time."""
    return [text[:MAX_WORD_LENGTH] for text in _ASCII_RUN.findall(folded)]


def words_of(folded: str) -> list[Word]:
    """Return the words of a text, in their order."""
    return [word for run in runs_of(folded) for word in _words_of(run)]


def _words_of(run: Run) -> list[Word]:
    if run.script is Script.HAN:
        return [
            Word(character, Script.HAN, piece if index == 0 else "")
            for piece in pieces(run.text)
            for index, character in enumerate(piece)
        ]
    if run.script is Script.SPACED:
        text = run.text[:MAX_WORD_LENGTH]
        return [Word(text, Script.SPACED, text)]
    parts = pieces(run.text) if run.script is Script.UNSPACED else [run.text]
    return [Word(part[:MAX_WORD_LENGTH], run.script, part[:MAX_WORD_LENGTH]) for part in parts]


def pieces(unspaced: str) -> list[str]:
    """Return the words of the dictionary that a text without spaces consists of."""
    return [str(piece) for piece in WordBreaker(unspaced, "und")]
