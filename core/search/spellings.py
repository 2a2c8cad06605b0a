"""Other spellings by which a word is found: inflections, and compounds written as one word."""

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import local

import snowballstemmer

_ENGLISH = re.compile("[a-z]{3,}")
# don't, rock'n'roll, e-mail; 1,000 and 1.000.000; U.S.A. and J.R.R.
_COMPOUND = re.compile(
    r"(?<!\w)(?:[^\W_]+(?:['-][^\W_]+)+|\d{1,3}(?:[,.]\d{3})+|[^\W\d_](?:\.[^\W\d_])+)(?!\w)"
)
_JOINTS = str.maketrans("", "", "',-.")
_MAX_COMPOUND_LENGTH = 40

_own = local()  # a stemmer has state


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return what the inflections of an English word have in common; other words unchanged.

    Source: the Snowball English stemmer.
    """
    if not _ENGLISH.fullmatch(word):
        return word
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("english")
    stem: str = _own.stemmer.stemWord(word)
    return stem


def joined_forms(folded: str) -> Iterator[str]:
    """Yield the compounds of a text without what joins their parts: `dont` for don't."""
    for found in _COMPOUND.finditer(folded):
        joined = found[0].translate(_JOINTS)
        if len(joined) <= _MAX_COMPOUND_LENGTH:
            yield joined
