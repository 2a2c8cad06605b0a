"""One partition of both stores, read repeatedly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.audit import people as graph_people
from graph.audit import posts as graph_posts
from graph.audit import unexpected
from graph.audit.facts import Fact, Key

from . import people, posts


class View(Protocol):
    """A partition that can be read from either store."""

    def expected(self) -> Sequence[Fact]:
        """Return the facts of PostgreSQL."""

    def actual(self) -> Sequence[Fact]:
        """Return the facts of the graph."""

    def narrowed(self, keys: Iterable[Key]) -> "View":
        """Return the smallest view with these keys."""


@dataclass(frozen=True)
class People:
    """Some users and their outgoing edges."""

    uids: Sequence[int]

    def expected(self) -> Sequence[Fact]:
        return people.person_facts(self.uids)

    def actual(self) -> Sequence[Fact]:
        return graph_people.person_facts(self.uids)

    def narrowed(self, keys: Iterable[Key]) -> View:
        return People(sorted({key.actor for key in keys}))


@dataclass(frozen=True)
class DeletedPeople:
    """The tombstones of users in a range of uids."""

    low: int
    high: int

    def expected(self) -> Sequence[Fact]:
        return people.deleted_people(self.low, self.high)

    def actual(self) -> Sequence[Fact]:
        return graph_people.deleted_people(self.low, self.high)

    def narrowed(self, keys: Iterable[Key]) -> View:
        return self


@dataclass(frozen=True)
class Posts:
    """Posts and tombstones of posts in a range of pids."""

    low: int
    high: int

    def expected(self) -> Sequence[Fact]:
        return posts.post_facts(self.low, self.high)

    def actual(self) -> Sequence[Fact]:
        return graph_posts.post_facts(self.low, self.high)

    def narrowed(self, keys: Iterable[Key]) -> View:
        return self


@dataclass(frozen=True)
class Unexpected:
    """What no other view covers; nothing is expected."""

    def expected(self) -> Sequence[Fact]:
        return ()

    def actual(self) -> Sequence[Fact]:
        return [*unexpected.unexpected_nodes(), *unexpected.unexpected_edges()]

    def narrowed(self, keys: Iterable[Key]) -> View:
        return self
