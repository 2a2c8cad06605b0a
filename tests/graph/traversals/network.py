"""A small network that is written as the journal would write it."""

import random
from dataclasses import dataclass, field

from graph.writes.apply import apply_changes
from graph.writes.changes import Change


@dataclass
class Network:
    """Collects changes with versions and times that rise; `write` applies them."""

    changes: list[Change] = field(default_factory=list)
    version: int = 0

    def add(
        self, kind: str, actor: int, target: int = 0, *, since: int | None = None, comment: int = 0
    ) -> None:
        """Collect one change; its time is its version unless `since` says otherwise."""
        self.version += 1
        when = self.version if since is None else since
        self.changes.append(
            Change(kind, self.version, actor=actor, target=target, since=when, comment=comment)
        )

    def follow(self, actor: int, *targets: int) -> None:
        """`actor` follows each of `targets`, one after the other."""
        for target in targets:
            self.add("followed", actor, target)

    def write(self) -> None:
        """Apply what was collected."""
        apply_changes(self.changes)
        self.changes.clear()


def random_follows(randomness: random.Random, people: int, edges: int) -> list[tuple[int, int]]:
    """Different pairs of different people; the lower the uid, the more followers."""
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < edges:
        pair = (randomness.randint(1, people), 1 + int(people * randomness.random() ** 2))
        if pair[0] != pair[1]:
            pairs[pair] = None
    return list(pairs)
