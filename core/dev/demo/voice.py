"""Speaks the texts of a book.

In a text, ``[this|that]`` takes one of the alternatives and ``{route}`` a value of a slot, which
stays the same throughout the post, its follow-ups and its comments; ``{Route}`` begins with a
capital and ``{km=8-12}`` is a number that ``{km}`` repeats, there and in the comments.

Alternatives and values are dealt from shuffled decks, so that none comes again before all have
had their turn. An alternative that takes up a word of another one that came above it and was
not taken is passed over: nobody asks about a heron that was not mentioned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Generic, TypeVar

from .book import TEXTS, Book, alternatives

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"\{(\w+)=(\d+)-(\d+)\}")
_SLOT = re.compile(r"\{(?:(\w+)=[\d-]+|(\w+))\}")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset((TEXTS / "common_words.txt").read_text(encoding="utf-8").split())
_SENTENCE = re.compile(r"(?<=[.!?] )[a-z]")
_SPACES = re.compile(r" {2,}")

Bindings = dict[str, str]
T = TypeVar("T")


class Deck(Generic[T]):
    """Deals its cards in a shuffled order, then shuffles and deals them again."""

    def __init__(self, cards: Sequence[T], rng: Random) -> None:
        self._cards = list(cards)
        self._rng = rng
        self._left: list[T] = []

    def draw(self, wanted: Sequence[T] | None = None) -> T:
        """The next card; of ``wanted``, some of the cards, the one that would come first."""
        if wanted is not None and not any(card in wanted for card in self._left):
            used = [card for card in self._cards if card not in self._left]
            self._left = self._rng.sample(used, len(used)) + self._left
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        places = range(len(self._left) - 1, -1, -1)
        place = next(n for n in places if wanted is None or self._left[n] in wanted)
        return self._left.pop(place)


@dataclass(frozen=True, slots=True)
class Context:
    """What was written before, with every alternative, and what was said of it."""

    written: str = ""
    said: str = ""

    def then(self, written: str, said: str) -> "Context":
        """This, and something more."""
        return Context(f"{self.written} {written}", f"{self.said} {said}")

    def fitting(self, texts: Sequence[str], bindings: Bindings) -> list[str]:
        """Those of ``texts`` that take up nothing that was written but not said."""
        unsaid = keywords(self.written) - keywords.__wrapped__(self.said)
        missing = {
            slot
            for slot in slots_of(self.written)
            if slot in bindings and bindings[slot] not in self.said
        }
        return [
            text for text in texts if not keywords(text) & unsaid and not slots_of(text) & missing
        ]


@dataclass(frozen=True, slots=True)
class Said:
    """A text as spoken; ``pick`` is which alternative its first choice took, if it has one."""

    text: str
    pick: int | None


class Voice:
    """Speaks the texts of one book, with decks of its own."""

    def __init__(self, book: Book, rng: Random) -> None:
        self._book = book
        self._rng = rng
        self._decks: dict[tuple[str, ...], Deck[str]] = {}

    def say(self, text: str, bindings: Bindings, context: Context | None = None) -> str:
        """``text`` spoken after ``context``; what its slots took is added to ``bindings``.

        Alternatives that take up what was not said are passed over, unless none is left.
        """
        said = self._speak(text, bindings, context or Context(), "", None, strict=False)
        return said.text if said else ""

    def answer(
        self, text: str, bindings: Bindings, context: Context, to: str, pick: int | None
    ) -> Said | None:
        """``text`` spoken as an answer to the words ``to``, or None where nothing in it fits.

        An alternative that shares a word with ``to`` is taken first, then the one at the place
        ``pick``, as answers are often written in the order of what they answer.
        """
        return self._speak(text, bindings, context, to, pick, strict=True)

    def _speak(
        self,
        text: str,
        bindings: Bindings,
        context: Context,
        to: str,
        pick: int | None,
        *,
        strict: bool,
    ) -> Said | None:
        for name, low, high in _NUMBER.findall(text):
            bindings[name] = str(self._rng.randint(int(low), int(high)))
        spoken, end, first = "", 0, None
        for match in _CHOICE.finditer(text):
            spoken += self._filled(text[end : match.start()], bindings)
            end = match.end()
            cards = alternatives(match[1])
            here = context.then(text[: match.start()], spoken)
            fitting = here.fitting(cards, bindings)
            if strict and not fitting:
                return None
            card = self._choose(cards, fitting or list(cards), to, pick if first is None else None)
            first = cards.index(card) if first is None else first
            spoken += self._filled(card, bindings)
        rest = text[end:]
        if strict and first is None and not context.fitting([rest], bindings):
            return None
        spoken += self._filled(rest, bindings)
        tidy = _SPACES.sub(" ", spoken).strip()
        return Said(_SENTENCE.sub(lambda match: match[0].upper(), tidy), first)

    def _choose(self, cards: tuple[str, ...], fitting: list[str], to: str, pick: int | None) -> str:
        asked = keywords.__wrapped__(to)
        near = [card for card in fitting if keywords(card) & asked]
        if not near and pick is not None and pick < len(cards) and cards[pick] in fitting:
            near = [cards[pick]]
        return self._deck(cards).draw(near or fitting)

    def _deck(self, cards: tuple[str, ...]) -> Deck[str]:
        deck = self._decks.get(cards)
        if deck is None:
            deck = self._decks[cards] = Deck(cards, self._rng)
        return deck

    def _filled(self, text: str, bindings: Bindings) -> str:
        return _SLOT.sub(lambda match: self._fill(match, bindings), text)

    def _fill(self, match: re.Match[str], bindings: Bindings) -> str:
        name, slot = match.groups()
        if name is not None:
            return bindings[name]
        key = slot[0].lower() + slot[1:]
        if key not in bindings:
            values = self._book.slots[key.rstrip("0123456789")]
            bindings[key] = self.say(self._deck(values).draw(), bindings)
        value = bindings[key]
        return value[0].upper() + value[1:] if slot[0].isupper() else value


@cache
def keywords(text: str) -> frozenset[str]:
    """The beginnings of the words of ``text`` that say what it is about."""
    words = _WORD.findall(_SLOT.sub(" ", text).lower())
    return frozenset(word[:5] for word in words if len(word) > 3 and word not in _COMMON)


@cache
def slots_of(text: str) -> frozenset[str]:
    """The names of the slots and numbers in ``text``."""
    names = (name or slot for name, slot in _SLOT.findall(text))
    return frozenset(name[0].lower() + name[1:] for name in names)
