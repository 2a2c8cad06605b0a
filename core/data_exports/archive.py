"""A ZIP file of rows, as JSON and as CSV, and of pictures, which is never in memory as a whole."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, Self, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.media.private import Sink

Row = Mapping[str, Any]

# A cell that begins so is a formula to a spreadsheet. Source: OWASP, "CSV Injection".
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Archive:
    """A ZIP file that is written from its beginning to its end."""

    def __init__(self, sink: Sink, at: datetime) -> None:
        self._zip = ZipFile(cast("IO[bytes]", sink), "w")
        self._at = at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Write the list of members, with which the file is whole; after an error do not."""
        if error is not None:
            self._zip.fp = None
        self._zip.close()

    def text(self, name: str, text: str) -> None:
        """Add a text."""
        with self._member(name) as member:
            member.write(text.encode())

    def picture(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add the bytes of a picture, which compressing would not make fewer.

        What obtaining the first of them raises leaves no member.
        """
        pieces = iter(chunks)
        first = next(pieces, b"")
        with self._member(name, ZIP_STORED) as member:
            member.write(first)
            for piece in pieces:
                member.write(piece)

    def json(self, name: str, rows: Iterable[Row]) -> None:
        """Add an array of objects, one a line."""
        with self._member(f"json/{name}.json") as member:
            begin = "[\n"
            for row in rows:
                member.write((begin + json.dumps(row, ensure_ascii=False, default=_text)).encode())
                begin = ",\n"
            member.write(b"\n]\n" if begin != "[\n" else b"[]\n")

    def csv(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add a table with a head, whose cells no spreadsheet takes for formulas."""
        with self._member(f"csv/{name}.csv") as member:
            lines = io.TextIOWrapper(member, encoding="utf-8", newline="")
            table = csv.writer(lines)
            table.writerow(columns)
            for row in rows:
                table.writerow([cell(row[column]) for column in columns])
            lines.flush()
            lines.detach()

    @contextmanager
    def _member(self, name: str, compression: int = ZIP_DEFLATED) -> Iterator[IO[bytes]]:
        info = ZipInfo(name, self._at.astimezone(UTC).timetuple()[:6])
        info.compress_type = compression
        with self._zip.open(info, "w", force_zip64=True) as member:
            yield member


def cell(value: Any) -> str:
    """Return the text of a cell; of one that would be a formula `'` and the text."""
    text = _cell_text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULAS) else text


def _cell_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case datetime():
            return _text(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    """Return a time by ISO 8601, in UTC."""
    assert isinstance(value, datetime)  # noqa: S101 - nothing else is in a row
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)


def counted(rows: Iterable[Row], tick: Callable[[], None]) -> Iterator[Row]:
    """Yield the rows, calling `tick` for each."""
    for row in rows:
        tick()
        yield row
