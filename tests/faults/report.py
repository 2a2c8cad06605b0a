"""The figures of a full run, as the table in core/consistency/README.md."""

from collections.abc import Iterable
from pathlib import Path

HEAD = "| what | figure |\n|---|---|\n"


class Report:
    """Lines in the order in which they came."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str]] = []

    def add(self, what: str, figure: str) -> None:
        """One line."""
        self._lines.append((what, figure))

    def table(self) -> str:
        """All of it in Markdown."""
        return HEAD + "".join(f"| {what} | {figure} |\n" for what, figure in self._lines)

    def write(self, path: Path) -> None:
        """Leave the table in a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.table())


def milliseconds(seconds: float) -> str:
    """A duration below some seconds, in words."""
    return f"{seconds * 1000:.1f} ms"


def spread(seconds: Iterable[float]) -> str:
    """The shortest and the longest of some durations."""
    found = sorted(seconds)
    return f"{found[0]:.1f} to {found[-1]:.1f} s"
