"""Reads the files in ``text/``, which hold what the people of the demo say.

A line of a text file begins with a mark:

====== ==========================================================================================
``$``  a slot: ``$ route: the canal path | the long hill``
``@``  a bio
``*``  a post; words after the text that begin with ``#`` are its tags
``+2`` a follow-up of the post above by the same author, 2 days later
``>``  a comment on the post above; ``>>`` replies to the ``>`` before it, and so on
``<<`` the author's reply to the comment one level up
``~``  a comment that fits any post of the file
``=``  what an author answers to such a comment
``//`` a note to the reader
====== ==========================================================================================

``voice`` describes how the texts are spoken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "text"

_TAG = re.compile(r"\s#(\w+)")


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
    """A post with its follow-ups; ``tags`` set when it is posted and whether it has a picture."""

    parts: tuple[Part, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything one text file holds."""

    stories: tuple[Story, ...]
    slots: dict[str, tuple[str, ...]]
    bios: tuple[str, ...]
    remarks: tuple[str, ...]
    thanks: tuple[str, ...]


@cache
def read_book(name: str) -> Book:
    """The book in ``text/<name>.txt``.

    Raises:
        ValueError: a line begins with no known mark; names the file and the line.
    """
    path = TEXTS / f"{name}.txt"
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    slots: dict[str, tuple[str, ...]] = {}
    single: dict[str, list[str]] = {"@": [], "~": [], "=": []}
    blocks: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        mark, _, rest = line.partition(" ")
        if not line or mark == "//":
            continue
        if mark == "$":
            slot, _, values = rest.partition(":")
            slots[slot.strip()] = alternatives(values)
        elif mark in single:
            single[mark].append(rest)
        elif mark == "*":
            blocks.append([line])
        elif blocks and re.fullmatch(r"\+\d+|>+|<+", mark):
            blocks[-1].append(line)
        else:
            raise ValueError(f"{path.name}, line {number}: unknown mark {mark!r}")
    bios, remarks, thanks = (tuple(single[mark]) for mark in "@~=")
    return Book(tuple(map(_story, blocks)), slots, bios, remarks, thanks)


def alternatives(text: str) -> tuple[str, ...]:
    """``"this | that"`` → ``("this", "that")``."""
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
