"""Whom a list of another network names.

Mastodon exports CSV files with addresses (`name@domain`), with a head for follows and mutes and
without one for blocks. Lists of handles of Bluesky are CSV, lines or JSON, as tools write them.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.common.errors import InvalidInput

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 10_000
MAX_LINE = 1_000
MAX_ADDRESS = 300
# Columns that name somebody, by the head of their file.
COLUMNS = ("account address", "address", "handle", "account", "acct")
# The column of this service's own exports: names of here.
OWN_COLUMN = "username"
# A CAR file, in which Bluesky's own export is, begins with a CBOR map that has `roots`.
CAR = b"eroots"
NO_CAR = (
    "A CAR file names people by DID, which nobody here has. Send a list of handles, as CSV, JSON "
    "or lines."
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a list names: `text` as it is there, the name, and its domain.

    `domain` is empty for a name of this service, and None where the list does not say whose name
    it is.
    """

    text: str
    name: str
    domain: str | None


def people_in(data: bytes, *, field: str) -> list[Named]:
    """Return whom the list names, each once, in its order.

    Raises InvalidInput, naming the argument `field`, for what is not a list, or too long.
    """
    text = _text_of(data, field)
    found: dict[str, Named] = {}
    entries = _of_json(text, field) if text.lstrip()[:1] in ("[", "{") else _of_lines(text, field)
    for number, named in enumerate(entries, 1):
        if number > MAX_ROWS:
            raise InvalidInput(f"The list has more than {MAX_ROWS:,} rows.", field)
        if named is not None:
            found.setdefault(named.text.lower(), named)
    if not found:
        raise InvalidInput("The list names nobody.", field)
    return list(found.values())


def _text_of(data: bytes, field: str) -> str:
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"The file is larger than {MAX_BYTES // 2**20} MiB.", field)
    if CAR in data[:64]:
        raise InvalidInput(NO_CAR, field)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("The file is not a text in UTF-8.", field) from None
    if "\0" in text:
        raise InvalidInput("The file is not a text in UTF-8.", field)
    return text


def _of_lines(text: str, field: str) -> Iterator[Named | None]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            raise InvalidInput(f"Line {number} is longer than {MAX_LINE:,} characters.", field)
    # Strict, or a quote that is never closed takes all after it for one cell.
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        column, is_own = 0, False
        for place, row in enumerate(rows):
            if place == 0 and (head := _column_in(row)) is not None:
                column, is_own = head
            elif row:
                yield _named(row[column] if column < len(row) else "", is_own=is_own)
    except csv.Error:
        raise InvalidInput("The file is not CSV.", field) from None


def _delimiter(text: str) -> str:
    """Return what separates cells: spreadsheets of some languages write semicolons or tabs."""
    first = text.partition("\n")[0]
    return next((each for each in ",;\t" if each in first), ",")


def _column_in(row: Sequence[str]) -> tuple[int, bool] | None:
    """Return which column names people, and whether by names of here; None where it is no head."""
    names = [cell.strip().lower() for cell in row]
    for name in (*COLUMNS, OWN_COLUMN):
        if name in names:
            return names.index(name), name == OWN_COLUMN
    return None


def _of_json(text: str, field: str) -> Iterator[Named | None]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput("The file is not JSON.", field) from None
    if not isinstance(found, list):
        raise InvalidInput("The JSON is not a list.", field)
    for each in found:
        yield _of_value(each)


def _of_value(value: Any) -> Named | None:
    match value:
        case str(text):
            return _named(text)
        case {"username": str(text)}:
            return _named(text, is_own=True)
        case {"handle": str(text)} | {"acct": str(text)} | {"did": str(text)}:
            return _named(text)
        case _:
            return None


def _named(text: str, *, is_own: bool = False) -> Named | None:
    text = text.strip().removeprefix("'").removeprefix("@")
    # By escapes of JSON, texts may have what PostgreSQL takes for no text: NUL, half a surrogate.
    if not text.isprintable() or not 0 < len(text) <= MAX_ADDRESS:
        return None
    name, at, domain = text.partition("@")
    if at:
        return Named(text, name.lower(), domain.lower() or None)
    if is_own:
        return Named(text, name.lower(), "")
    # The handle `ada.example.com` has the name first; a DID has none.
    return Named(text, "" if ":" in text else name.partition(".")[0].lower(), None)
