"""One difference between the stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.audit.facts import Fact, Key


@dataclass(frozen=True, slots=True)
class Difference:
    """What PostgreSQL says of a node or edge (None: it should not be), and what stands.

    `waits` and `set_aside` are journal entries that would explain it: one on its way for longer
    than the audit waits, one that the relay has given up on.
    """

    key: Key
    said: Fact | None
    stands: Sequence[Fact]
    waits: int | None = None
    set_aside: int | None = None
    mended: bool = False

    def __str__(self) -> str:
        text = f"{self.key}: {self._problem()}"
        if self.set_aside is not None:
            text += f"; entry {self.set_aside} is set aside"
        elif self.waits is not None:
            text += f"; entry {self.waits} still waits"
        return f"{text} (mended)" if self.mended else text

    def _problem(self) -> str:
        if not self.stands:
            return f"missing in the graph{_entry(self.said)}"
        times = f"{len(self.stands)} times in the graph, " if len(self.stands) > 1 else ""
        if self.said is None:
            return f"{times}not in PostgreSQL{_entry(self.stands[0])}"
        if times:
            return f"{times}once in PostgreSQL{_entry(self.said)}"
        return f"{_told(self.stands[0])} in the graph, {_told(self.said)} in PostgreSQL"


def _entry(fact: Fact | None) -> str:
    return "" if fact is None or fact.version is None else f" (entry {fact.version})"


def _told(fact: Fact) -> str:
    entry = [] if fact.version is None else [f"entry {fact.version}"]
    return ", ".join([*map(str, fact.values), *entry])
