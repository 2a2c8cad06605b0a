"""Everything that is wrong with an input, reported at once."""

from types import TracebackType
from typing import Self

from .errors import InvalidInput


class Faults:
    """What the checks of one input find."""

    def __init__(self) -> None:
        self._found: list[InvalidInput] = []

    @property
    def were_found(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    def collect(self) -> Self:
        """Return a context: it keeps the InvalidInput that ends a block, and goes on after it."""
        return self

    def __enter__(self) -> None:
        """Begin a block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """End it. Not a generator: every list of every request runs this."""
        if not isinstance(error, InvalidInput):
            return False
        self.add(error)
        return True

    def add(self, error: InvalidInput) -> None:
        """Keep this error."""
        self._found.append(error)

    def report(self) -> None:
        """Raise the first that was found, with the fields of all: of each field the first."""
        if self._found:
            first, *others = self._found
            for error in others:
                for field, message in error.fields.items():
                    first.fields.setdefault(field, message)
            raise first
