"""Progress bars in a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Bars:
    """A bar for each stage, below the finished ones; a file gets only the last state."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<9}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, label: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self._task = self._progress.add_task(label, total=total)

    def advance(self, steps: int) -> None:
        """Add `steps` done steps to the current stage."""
        if self._task is not None:
            self._progress.advance(self._task, steps)
