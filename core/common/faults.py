"""Everything that is wrong with an input, reported at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import InvalidInput


class Faults:
    """What the checks of one input find."""

    def __init__(self) -> None:
        self._found: list[InvalidInput] = []

    @property
    def were_found(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the InvalidInput that ends the block, and go on after the block."""
        try:
            yield
        except InvalidInput as error:
            self.add(error)

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
