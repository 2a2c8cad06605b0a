"""Words and phrases in texts, without an index: one definition for Python and PostgreSQL.

A text is its folded words between spaces, and has a phrase if it contains the phrase, made by the
same function: no pattern of anybody's is run, and the time is that of finding a string in another.
"""

from collections.abc import Iterable
from functools import lru_cache

from .folding import fold
from .words import ascii_words, words_of

# Of texts that many are sent: 16 MB at most.
CACHED, MAX_CACHED_LENGTH = 2_000, 1_000


def plain_words(text: str) -> str:
    """Return the folded words of a text, each between two spaces: ` cafe noir `; empty without one.

    Cost: about 10 µs for 60 words of ASCII, 500 µs for others.
    """
    folded = fold(text)
    words = ascii_words(folded) if folded.isascii() else [word.text for word in words_of(folded)]
    return f" {' '.join(words)} " if words else ""


def has_any(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a text has any of the phrases, each as `plain_words` returns it.

    Cost: `plain_words`, for a text that was not asked for lately, and 0.2 µs a phrase.
    """
    words = _cached(text) if len(text) <= MAX_CACHED_LENGTH else plain_words(text)
    return any(phrase in words for phrase in phrases)


_cached = lru_cache(CACHED)(plain_words)
