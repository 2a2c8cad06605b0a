"""Text files, line by line, of any content."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .run import Place, Run
from .text_file import open_text

# In bytes; a text of 5,000 characters with its other fields fits.
MAX_LINE_LENGTH = 1_000_000


class Line(NamedTuple):
    """A line without its end."""

    place: Place
    text: str


def read_lines(run: Run, path: Path) -> Iterator[Line]:
    """Yield the lines of a text file (`text_file`), one at a time in memory.

    Advances the progress by bytes. Refuses a line that is too long or not UTF-8. Raises
    ImportFailed for a file that is empty, binary or unreadable.
    """
    with open_text(path, encoding=run.encoding, advance=run.progress.advance) as file:
        yield from _lines(run, file, path.name)


def _lines(run: Run, file: BinaryIO, name: str) -> Iterator[Line]:
    for number in count(1):
        raw = file.readline(MAX_LINE_LENGTH + 1)
        if not raw:
            return
        place = Place(name, number)
        if len(raw) > MAX_LINE_LENGTH:
            _skip_rest(file, raw)
            run.refuse(place, f"is longer than {MAX_LINE_LENGTH:,} bytes.")
            continue
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            run.refuse(place, "is not UTF-8 text; another encoding is named by --encoding.")
            continue
        yield Line(place, text.rstrip("\r\n"))


def _skip_rest(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_LINE_LENGTH)
