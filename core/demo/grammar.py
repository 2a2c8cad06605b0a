"""Reads the files in ``text/`` and speaks them.

A line of a text file begins with a mark:

====== ==========================================================================================
``$``  a slot: ``$ route: the canal path | the long hill``
``@``  a bio
``*``  a post; words after the text that begin with ``#`` are its tags
``+2`` a follow-up of the post above by the same author, 2 days later
``>``  a comment on the post above; ``>>`` replies to the ``>`` before it, and so on
``<<`` the author's reply to the comment one level up
``~``  a comment that fits any post of the file
``//`` a note to the reader
====== ==========================================================================================

In a text, ``[this|that]`` takes one of the alternatives and ``{route}`` a value of a slot, which
stays the same throughout the post, its follow-ups and its comments; ``{Route}`` begins with a
capital and ``{km=8-12}`` is a number that ``{km}`` repeats, there and in the comments. Alternatives and values are dealt from
shuffled decks, so that none comes again before all have had their turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

TEXTS = Path(__file__).parent / "text"

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"\{(\w+)=(\d+)-(\d+)\}")
_SLOT = re.compile(r"\{(?:(\w+)=[\d-]+|(\w+))\}")
_TAG = re.compile(r"\s#(\w+)")
_SPACES = re.compile(r" {2,}")

Bindings = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment as written in a text file, with the replies under it."""

    text: str
    by_author: bool
    replies: tuple["Reply", ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a story: its text, the days since the part before, its comments."""

    text: str
    days_later: int
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A post with its follow-ups; ``tags`` say when it is told and whether it shows a picture."""

    parts: tuple[Part, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything one text file holds."""

    stories: tuple[Story, ...]
    slots: dict[str, tuple[str, ...]]
    bios: tuple[str, ...]
    remarks: tuple[str, ...]


@cache
def read_book(name: str) -> Book:
    """The book in ``text/<name>.txt``.

    Raises:
        ValueError: a line begins with no known mark; names the file and the line.
    """
    path = TEXTS / f"{name}.txt"
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    slots: dict[str, tuple[str, ...]] = {}
    bios: list[str] = []
    remarks: list[str] = []
    blocks: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        mark, _, rest = line.partition(" ")
        if not line or mark == "//":
            continue
        if mark == "$":
            slot, _, values = rest.partition(":")
            slots[slot.strip()] = _alternatives(values)
        elif mark == "@":
            bios.append(rest)
        elif mark == "~":
            remarks.append(rest)
        elif mark == "*":
            blocks.append([line])
        elif blocks and re.fullmatch(r"\+\d+|>+|<+", mark):
            blocks[-1].append(line)
        else:
            raise ValueError(f"{path.name}, line {number}: unknown mark {mark!r}")
    return Book(tuple(map(_story, blocks)), slots, tuple(bios), tuple(remarks))


def _alternatives(text: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in text.split("|"))


def _story(lines: Sequence[str]) -> Story:
    tags = frozenset(_TAG.findall(lines[0]))
    starts = [i for i, line in enumerate(lines) if line[0] in "*+"]
    parts = []
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        mark, _, text = lines[start].partition(" ")
        days = int(mark[1:]) if mark[0] == "+" else 0
        replies = _replies(lines[start + 1 : end], depth=1)
        parts.append(Part(_TAG.sub("", text).strip(), days, replies))
    return Story(tuple(parts), tags)


def _replies(lines: Sequence[str], depth: int) -> tuple[Reply, ...]:
    """The replies at ``depth`` among the lines, each with those that follow it one deeper."""
    found = []
    starts = [i for i, line in enumerate(lines) if len(line.partition(" ")[0]) == depth]
    if lines and starts[:1] != [0]:
        raise ValueError(f"a reply to nothing: {lines[0]}")
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        mark, _, text = lines[start].partition(" ")
        under = _replies(lines[start + 1 : end], depth + 1)
        found.append(Reply(text, by_author=mark[0] == "<", replies=under))
    return tuple(found)


class Deck(Generic[T]):
    """Deals its cards in a shuffled order, then shuffles and deals them again."""

    def __init__(self, cards: Sequence[T], rng: Random) -> None:
        self._cards = list(cards)
        self._rng = rng
        self._left: list[T] = []

    def draw(self) -> T:
        """The next card."""
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()


class Voice:
    """Speaks the texts of one book, with decks of its own."""

    def __init__(self, book: Book, rng: Random) -> None:
        self._book = book
        self._rng = rng
        self._decks: dict[tuple[str, ...], Deck[str]] = {}

    def say(self, text: str, bindings: Bindings) -> str:
        """``text`` spoken; what its slots took is added to ``bindings``."""
        for name, low, high in _NUMBER.findall(text):
            bindings[name] = str(self._rng.randint(int(low), int(high)))
        chosen = _CHOICE.sub(lambda match: self._deal(_alternatives(match[1])), text)
        while "{" in chosen:
            chosen = _SLOT.sub(lambda match: self._fill(match, bindings), chosen)
        return _SPACES.sub(" ", chosen).strip()

    def _deal(self, cards: tuple[str, ...]) -> str:
        deck = self._decks.get(cards)
        if deck is None:
            deck = self._decks[cards] = Deck(cards, self._rng)
        return deck.draw()

    def _fill(self, match: re.Match[str], bindings: Bindings) -> str:
        name, slot = match.groups()
        if name is not None:
            return bindings[name]
        key = slot[0].lower() + slot[1:]
        if key not in bindings:
            value = self._deal(self._book.slots[key.rstrip("0123456789")])
            bindings[key] = self.say(value, bindings)
        value = bindings[key]
        return value[0].upper() + value[1:] if slot[0].isupper() else value
