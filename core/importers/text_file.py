"""The bytes of a text file as UTF-8 with LF line ends, however they are stored.

Compressed files and byte order marks are recognised by their first bytes, not by names.
"""

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from .errors import ImportFailed

_CHUNK = 65_536
_COMPRESSED: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": lambda file: cast("BinaryIO", gzip.GzipFile(fileobj=file)),
    b"BZh": lambda file: cast("BinaryIO", bz2.BZ2File(file)),
    b"\xfd7zXZ\0": lambda file: cast("BinaryIO", lzma.open(file)),  # noqa: SIM115
}
_ARCHIVES = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
}
# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
_TAR_MARK = slice(257, 262)


@contextmanager
def open_text(
    path: Path, *, encoding: str = "", advance: Callable[[int], None]
) -> Iterator[BinaryIO]:
    """Open a file for reading its lines; `advance` receives the bytes that were read of it.

    Without an `encoding` a byte order mark decides, else nothing is converted: the caller decodes
    UTF-8 line by line. CR ends a line where the file has no LF. Raises ImportFailed for a file that
    is empty, binary, an archive, damaged or unreadable, here or in the block.
    """
    try:
        with path.open("rb") as stored:
            unpacked = _unpacked(path, _Counted(stored, advance))
            yield io.BufferedReader(_Chunks(_normalised(path, unpacked, encoding)))
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise ImportFailed(f"{path} is damaged: it cannot be decompressed to its end.") from error
    except UnicodeError as error:
        raise ImportFailed(f"{path} is not {encoding or 'UTF-16 or UTF-32'} text.") from error
    except OSError as error:
        raise ImportFailed(f"{path} cannot be read: {error.strerror or error}.") from error


class _Counted(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, advance: Callable[[int], None]) -> None:
        self._file, self._advance = file, advance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._advance(len(data))
        return len(data)


class _Chunks(io.RawIOBase):
    """A raw stream of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def _unpacked(path: Path, stored: _Counted) -> BinaryIO:
    file = io.BufferedReader(stored, _CHUNK)
    first = file.peek(_CHUNK)
    if not first:
        raise ImportFailed(f"{path} is empty.")
    _refuse_archive(path, first)
    for mark, unpack in _COMPRESSED.items():
        if first.startswith(mark):
            return unpack(file)
    return file


def _refuse_archive(path: Path, first: bytes) -> None:
    for mark, what in _ARCHIVES.items():
        if first.startswith(mark):
            raise ImportFailed(f"{path} is {what}; unpack it, or save it as text, first.")
    if first[_TAR_MARK] == b"ustar":
        raise ImportFailed(f"{path} is a tar archive; unpack it first.")


def _normalised(path: Path, file: BinaryIO, encoding: str) -> Iterator[bytes]:
    first = file.read(_CHUNK)
    if not first:
        raise ImportFailed(f"{path} is empty.")
    _refuse_archive(path, first)
    chunks = _recoded(path, first, file, encoding)
    first = next(chunks, b"")
    if b"\0" in first:
        raise ImportFailed(f"{path} is not a text file.")
    old_line_ends = b"\r" in first and b"\n" not in first
    yield first.replace(b"\r", b"\n") if old_line_ends else first
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n") if old_line_ends else chunk


def _recoded(path: Path, first: bytes, file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Yield the chunks in UTF-8, without a byte order mark."""
    mark = next((mark for mark in _MARKS if first.startswith(mark)), b"")
    if not encoding and not mark and _is_wide(first):
        raise ImportFailed(
            f"{path} is UTF-16 without a byte order mark: use --encoding utf-16-le or utf-16-be."
        )
    if not encoding and _MARKS.get(mark, "utf-8-sig") == "utf-8-sig":
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from iter(lambda: file.read(_CHUNK), b"")
        return
    decoder = codecs.getincrementaldecoder(encoding or _MARKS[mark])()
    for chunk in chain([first], iter(lambda: file.read(_CHUNK), b"")):
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _is_wide(first: bytes) -> bool:
    """Return whether every other byte is zero, as in UTF-16 of Latin letters."""
    halves = (first[::2], first[1::2])
    return len(first) > 3 and any(half.count(0) > len(half) * 0.9 for half in halves)
