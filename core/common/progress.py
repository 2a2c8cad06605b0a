"""Progress of a long operation."""

from typing import Protocol


class Progress(Protocol):
    """Receives the progress of an operation."""

    def begin(self, label: str, total: int) -> None:
        """Begin a stage of `total` steps."""

    def advance(self, steps: int) -> None:
        """Count steps as done."""
