"""The search for people."""

from typing import NamedTuple

from .folding import fold
from .spellings import joined_forms
from .vectors import quoted, whole_name
from .words import MAX_WORD_LENGTH, Script, runs_of


class NameSearch(NamedTuple):
    """A search for people: two `tsquery` literals, and the username that it may be.

    `beginnings` finds the names that begin with the text, `any` also those with all its words, the
    last of which may be the beginning of a word.
    """

    any: str
    beginnings: str
    username: str


def parse_names(text: str) -> NameSearch:
    """Return the search. A text without words finds the names that begin with it."""
    username = text.strip().removeprefix("@").lower()
    handle = username and f"@{username[:MAX_WORD_LENGTH]}"  # PostgreSQL refuses 2 kB
    starts = [start for start in (whole_name(text), handle) if start]
    beginnings = " | ".join(f"{quoted(start)}:*" for start in starts)
    chunks = text.split()
    words = [_chunk(chunk, last=chunk is chunks[-1]) for chunk in chunks]
    found = " & ".join(word for word in words if word)
    return NameSearch(f"{beginnings} | {found}" if found else beginnings, beginnings, username)


def _chunk(chunk: str, *, last: bool) -> str:
    """Return what finds the words of a chunk, also where the name has them as one word."""
    folded = fold(chunk)
    runs = list(runs_of(folded))
    words = [
        _lexeme(run.text, prefix=run.script in _UNSPACED or (last and run is runs[-1]))
        for run in runs
    ]
    together = " & ".join(words)
    joined = [_lexeme(form, prefix=last) for form in joined_forms(folded)] if len(words) > 1 else []
    return f"({' | '.join((f'({together})', *joined))})" if words else ""


_UNSPACED = (Script.HAN, Script.UNSPACED)


def _lexeme(word: str, *, prefix: bool) -> str:
    return quoted(word[:MAX_WORD_LENGTH]) + (":*" if prefix else "")
