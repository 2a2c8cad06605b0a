"""What is stored of a text, for `tsvector` columns: lexemes of our own, with positions.

| lexeme | what it is for |
|---|---|
| `word` | the word; in posts with its positions, for phrases |
| `~stem` | a word that has another English stem: other inflections find it |
| ` word next` | a pair of neighbours: phrases of common words are found by an index |
| `^c1c2` | Chinese, Japanese: two characters of which the first begins a word |
| `_c1c2…` | Chinese, Japanese: a part of a word that does not begin it |

The literals are made here, so that PostgreSQL's parsers, dictionaries and locales do not matter.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from .folding import fold
from .spellings import joined_forms, stem_of
from .words import MAX_WORD_LENGTH, Run, Script, Word, ascii_words, pieces, runs_of, words_of

# Of PostgreSQL's tsvector: its last position, and how many a lexeme has.
MAX_POSITION = 16_383
MAX_POSITIONS = 255
# The parts of longer Chinese or Japanese words are not looked for.
_MAX_WHOLE = 8


def post_words(content: str) -> str:
    """Return the `tsvector` literal of a post's text. Cost: about 50 µs for 20 words."""
    folded = fold(content)
    words = [] if folded.isascii() else words_of(folded)
    texts = [word.text for word in words] if words else ascii_words(folded)
    places: dict[str, list[int]] = {}
    for position, text in enumerate(texts[:MAX_POSITION], start=1):
        places.setdefault(text, []).append(position)
    joined = list(joined_forms(folded))
    others = dict.fromkeys(
        (
            *map(pair, texts, texts[1:]),
            *_inflections([*places, *joined]),
            *joined,
            *_of_characters(words),
        )
    )
    return " ".join(
        (
            *(f"'{text}':{_positions(at)}" for text, at in places.items()),
            *(f"'{other}'" for other in others if other not in places),
        )
    )


def name_words(username: str, display_name: str) -> str:
    """Return the `tsvector` literal of a user's names.

    Its lexemes are the words, `@username`, and `^words of the display name`.
    """
    lexemes = {f"@{username.lower()}"}
    for name in (username, display_name):
        folded = fold(name)
        lexemes.update(joined_forms(folded))
        for run in runs_of(folded):
            lexemes.update(name_parts(run))
    if whole := whole_name(display_name):
        lexemes.add(whole)
    return " ".join(map(quoted, sorted(lexemes)))


def whole_name(name: str) -> str:
    """Return the lexeme of a whole display name; it begins with that of a beginning of it.

    Empty for a name in which nothing can be seen.
    """
    folded = fold(name)
    text = " ".join(run.text for run in runs_of(folded)) or " ".join(folded.split())
    return text and f"^{text}"[: MAX_WORD_LENGTH * 4]


def name_parts(run: Run) -> Iterator[str]:
    """Yield the texts whose beginnings find a name: of names without spaces, every rest."""
    parts = list(run.text) if run.script is Script.HAN else [run.text]
    if run.script is Script.UNSPACED:
        parts = pieces(run.text)
    start = 0
    for each in parts:
        yield run.text[start:][:MAX_WORD_LENGTH]
        start += len(each)


def pair(word: str, following: str) -> str:
    """Return the lexeme of two neighbours."""
    return f" {word} {following}"


def beginning(whole: str) -> str:
    """Return the lexeme of the first two characters of a Chinese or Japanese word."""
    return f"^{whole[:2]}"


def part(text: str) -> str:
    """Return the lexeme of a text within a Chinese or Japanese word."""
    return f"_{text}"


def stemmed(stem: str) -> str:
    """Return the lexeme of an English stem."""
    return f"~{stem}"


def _of_characters(words: Sequence[Word]) -> Iterator[str]:
    for word, following in pairwise(words):
        if word.script is Script.HAN and word.whole and following.script is Script.HAN:
            yield beginning(word.text + following.text)
        if word.script is Script.HAN and 2 < len(word.whole) <= _MAX_WHOLE:
            yield from _parts(word.whole)


def _parts(whole: str) -> Iterator[str]:
    for start in range(1, len(whole) - 1):
        for end in range(start + 2, len(whole) + 1):
            yield part(whole[start:end])


def _inflections(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if (stem := stem_of(word)) != word:
            yield stemmed(stem)


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL reads it in a literal."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _positions(at: Sequence[int]) -> str:
    return str(at[0]) if len(at) == 1 else ",".join(map(str, at[:MAX_POSITIONS]))
