"""The search of posts: words, "phrases", `or`, `-` and `*`, as a `tsquery` of `post_words`.

A word finds its English inflections too, a quoted one itself alone. What is written without spaces
between (`covid-19`, `file.txt`, a URL) is a phrase.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from core.common.errors import InvalidInput

from .folding import fold
from .spellings import joined_forms, stem_of
from .vectors import beginning, pair, part, quoted, stemmed
from .words import Script, Word, words_of

NOTHING_TO_FIND = "The search has no words. Use letters, digits or emoji."

_QUOTES = '"“”„‟«»＂'
_PIECE = re.compile(
    rf"(?P<minus>-?)(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<chunk>[^\s{_QUOTES}]+))"
)


# Few posts have three words in common, however common those are; the rest is compared in them.
MAX_LOOKED_UP = 3
MAX_EXCLUDED = 2


class PostSearch(NamedTuple):
    """A search as two `tsquery` literals, empty where no post can match.

    `words` is the search; `looked_up` is a part of it that finds no post less and is quick to look
    up in the index. `is_found_by_index` says that the index alone tells which posts match.
    """

    words: str
    looked_up: str
    is_found_by_index: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """What a post must have, or must not have: any of these alternatives."""

    alternatives: frozenset[str]
    excluded: bool = False

    @property
    def is_prefix(self) -> bool:
        """Whether many words of the index may match."""
        return any(":*" in each for each in self.alternatives)

    @property
    def has_positions(self) -> bool:
        """Whether positions are compared, which the index does not have."""
        return any("<->" in each for each in self.alternatives)

    @property
    def length(self) -> int:
        """How long it is: the longer, the rarer."""
        return max(map(len, self.alternatives))

    def text(self) -> str:
        either = " | ".join(sorted(self.alternatives))
        return f"!({either})" if self.excluded else f"({either})"


def parse_search(text: str) -> PostSearch:
    """Return the search. Raises InvalidInput naming `search` if it has nothing to look for."""
    alternatives = [terms for terms in _alternatives(text) if terms]
    if not alternatives:
        raise InvalidInput(NOTHING_TO_FIND, "search")
    possible = [terms for terms in alternatives if not _contradicts_itself(terms)]
    looked_up = [_looked_up(terms) for terms in possible]
    return PostSearch(
        _literal(possible),
        _literal(looked_up),
        all(map(_is_in_index, possible, looked_up)),
    )


def _is_in_index(terms: Sequence[_Term], looked_up: Sequence[_Term]) -> bool:
    return set(terms) == set(looked_up) and not any(term.has_positions for term in terms)


def _literal(alternatives: Iterable[Sequence[_Term]]) -> str:
    return " | ".join(f"({' & '.join(term.text() for term in terms)})" for terms in alternatives)


def _looked_up(terms: Sequence[_Term]) -> Sequence[_Term]:
    wanted = [term for term in terms if not term.excluded]
    quick = [term for term in wanted if not term.is_prefix] or wanted
    if not quick:
        return terms
    excluded = [term for term in terms if term.excluded and not term.is_prefix]
    longest = sorted(quick, key=lambda term: -term.length)[:MAX_LOOKED_UP]
    return [*longest, *excluded[:MAX_EXCLUDED]]


def _alternatives(text: str) -> Iterator[list[_Term]]:
    """Yield the terms between one `or` and the next."""
    terms: list[_Term] = []
    pieces = list(_PIECE.finditer(text))
    for index, piece in enumerate(pieces):
        if terms and index + 1 < len(pieces) and piece[0].casefold() == "or":
            yield terms
            terms = []
        else:
            terms += _terms(piece)
    yield terms


def _terms(piece: re.Match[str]) -> list[_Term]:
    phrase, chunk = piece["phrase"], piece["chunk"]
    found = _chunk(chunk) if phrase is None else _phrase(words_of(fold(phrase)))
    if not piece["minus"] or not found:
        return [_Term(alternatives) for alternatives in found]
    if len(found) == 1:
        return [_Term(found[0], excluded=True)]
    together = " & ".join(_Term(each).text() for each in found)
    return [_Term(frozenset({f"({together})"}), excluded=True)]


def _contradicts_itself(terms: Sequence[_Term]) -> bool:
    return any(
        wanted.alternatives <= other.alternatives
        for wanted in terms
        for other in terms
        if other.excluded and not wanted.excluded
    )


def _phrase(words: Sequence[Word]) -> list[frozenset[str]]:
    return [frozenset({_adjacent([word.text for word in words])})] if words else []


def _chunk(chunk: str) -> list[frozenset[str]]:
    """Return what all must be found of a text without a space in it."""
    folded = fold(chunk)
    words = words_of(folded)
    prefix = folded.endswith("*") and bool(words) and _can_be_prefix(words[-1])
    found = []
    for script, group in groupby(words, key=lambda word: word.script):
        same = list(group)
        if script is Script.SPACED:
            last = prefix and same[-1] is words[-1]
            found.append(_compound(same, folded if len(same) == len(words) else "", prefix=last))
        elif script is Script.HAN:
            found += [_dictionary_word(word.whole) for word in same if word.whole]
        else:
            found += [frozenset({quoted(word.text)}) for word in same]
    return found


def _can_be_prefix(word: Word) -> bool:
    return word.script is Script.SPACED and len(word.text) > 1


def _compound(words: Sequence[Word], folded: str, *, prefix: bool) -> frozenset[str]:
    texts = [word.text for word in words]
    if len(texts) == 1:
        return _inflected(texts[0]) if not prefix else frozenset({f"{quoted(texts[0])}:*"})
    joined = list(joined_forms(folded))
    as_one = _inflected(joined[0]) if len(joined) == 1 else ()
    return frozenset({_adjacent(texts, prefix=prefix), *as_one})


def _inflected(word: str) -> frozenset[str]:
    """Return what finds a word and its inflections: its stem, or a word that has it."""
    stem = stem_of(word)
    return frozenset(map(quoted, (stem, stemmed(stem))))


def _dictionary_word(whole: str) -> frozenset[str]:
    """Return what finds a Chinese or Japanese word: where a word begins with it, or is part of one.

    So 京都 is not found in 東京都, which is 東京 and 都, and 学校 is found in 小学校.
    """
    if len(whole) == 1:
        return frozenset({quoted(whole)})
    begun = (
        f"{quoted(beginning(whole))} & {_adjacent(whole)}"
        if whole[2:]
        else quoted(beginning(whole))
    )
    return frozenset({f"({begun})", quoted(part(whole))})


def _adjacent(words: Sequence[str], *, prefix: bool = False) -> str:
    """Return what finds these words one after the other.

    Pairs of neighbours come from the index; of longer phrases the positions are compared, in the
    few posts that have all pairs.
    """
    known = words[:-1] if prefix else words
    pairs = [quoted(pair(*both)) for both in pairwise(known)]
    if len(words) == 1:
        return quoted(words[0])
    if len(words) == 2 and not prefix:
        return pairs[0]
    places = " <-> ".join(map(quoted, words)) + (":*" if prefix else "")
    return f"({' & '.join([*pairs, f'({places})'])})"
