"""One difference between the stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.audit.facts import Fact, Key


@dataclass(frozen=True, slots=True)
class Drift:
    """A node or edge as PostgreSQL has it (None: it should not exist) and as the graph has it.

    `waits` and `set_aside` are journal entries that would explain it: one in flight for longer
    than the audit allows, one that the relay has set aside.
    """

    key: Key
    expected: Fact | None
    actual: Sequence[Fact]
    waits: int | None = None
    set_aside: int | None = None
    repaired: bool = False

    def __str__(self) -> str:
        text = f"{self.key}: {self._problem()}"
        if self.set_aside is not None:
            text += f"; entry {self.set_aside} is set aside"
        elif self.waits is not None:
            text += f"; entry {self.waits} is still waiting"
        return f"{text} (repaired)" if self.repaired else text

    def _problem(self) -> str:
        if not self.actual:
            return f"missing in the graph{_entry(self.expected)}"
        times = f"{len(self.actual)} times in the graph, " if len(self.actual) > 1 else ""
        if self.expected is None:
            return f"{times}not in PostgreSQL{_entry(self.actual[0])}"
        if times:
            return f"{times}once in PostgreSQL{_entry(self.expected)}"
        return f"{_text_of(self.actual[0])} in the graph, {_text_of(self.expected)} in PostgreSQL"


def _entry(fact: Fact | None) -> str:
    return "" if fact is None or fact.version is None else f" (entry {fact.version})"


def _text_of(fact: Fact) -> str:
    entry = [] if fact.version is None else [f"entry {fact.version}"]
    return ", ".join([*map(str, fact.values), *entry])
