"""Text files, line by line, of any content."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .errors import ImportFailed
from .run import Place, Run

# In bytes; a text of 5,000 characters with its other fields fits.
MAX_LINE_LENGTH = 1_000_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FIRST_BYTES = 8_192


class Line(NamedTuple):
    """A line without its end."""

    place: Place
    text: str


def read_lines(run: Run, path: Path) -> Iterator[Line]:
    """Yield the lines of a UTF-8 file (BOM and CRLF are accepted), one at a time in memory.

    Advances the progress by bytes. Refuses a line that is too long or not UTF-8. Raises
    ImportFailed for a file that is empty, binary or unreadable.
    """
    try:
        with path.open("rb") as file:
            _check_text(file, path)
            yield from _lines(run, file, path.name)
    except OSError as error:
        raise ImportFailed(f"{path} cannot be read: {error.strerror}.") from error


def _check_text(file: BinaryIO, path: Path) -> None:
    first = file.read(_FIRST_BYTES)
    if not first:
        raise ImportFailed(f"{path} is empty.")
    if b"\0" in first:
        raise ImportFailed(f"{path} is not a text file.")
    file.seek(0)


def _lines(run: Run, file: BinaryIO, name: str) -> Iterator[Line]:
    for number in count(1):
        raw = file.readline(MAX_LINE_LENGTH + 1)
        if not raw:
            return
        place = Place(name, number)
        run.progress.advance(len(raw))
        if len(raw) > MAX_LINE_LENGTH:
            run.progress.advance(_skip_rest(file, raw))
            run.refuse(place, f"is longer than {MAX_LINE_LENGTH:,} bytes.")
            continue
        try:
            text = raw.removeprefix(_BYTE_ORDER_MARK if number == 1 else b"").decode()
        except UnicodeDecodeError:
            run.refuse(place, "is not UTF-8 text.")
            continue
        yield Line(place, text.rstrip("\r\n"))


def _skip_rest(file: BinaryIO, raw: bytes) -> int:
    """Skip to the end of this line; return the number of bytes."""
    skipped = 0
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_LINE_LENGTH)
        skipped += len(raw)
    return skipped
