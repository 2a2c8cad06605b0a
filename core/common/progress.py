"""How far a long work is."""

from typing import Protocol


class Progress(Protocol):
    """Is told how far the work is."""

    def begin(self, label: str, total: int) -> None:
        """A stage of `total` steps begins."""

    def advance(self, steps: int) -> None:
        """So many steps are done."""
