"""The cost of a part of a document, as far as it is known without the variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .sizes import Size, TextOf


@dataclass(eq=False, slots=True)
class Estimate:
    """The cost of a selection: `constant`, plus parts multiplied by sizes of variables."""

    constant: int = 0
    parts: list[tuple[Size, "Estimate"]] = field(default_factory=list)
    depth: int = 0

    def add(self, size: Size, inner: "Estimate") -> None:
        """Add `inner`, multiplied by `size`."""
        if isinstance(size, int) and not inner.parts:
            self.constant += size * inner.constant
        else:
            self.parts.append((size, inner))

    def total(self, variables: Mapping[str, Any]) -> int:
        """Return the cost with these variables, as the client sent them."""
        return self._total(variables, {}) if self.parts else self.constant

    def _total(self, variables: Mapping[str, Any], known: dict[object, int]) -> int:
        # A fragment spread in many places is one Estimate, evaluated once; so is a long variable.
        if self not in known:
            known[self] = self.constant + sum(
                _resolved(size, variables, known) * inner._total(variables, known)
                for size, inner in self.parts
            )
        return known[self]


def _resolved(size: Size, variables: Mapping[str, Any], known: dict[object, int]) -> int:
    if isinstance(size, int):
        return size
    if not isinstance(size, TextOf):
        return size.resolve(variables)
    name = ("text", size.variable[0])
    if name not in known:
        known[name] = size.resolve(variables)
    return known[name]


UNIT = Estimate(1)
