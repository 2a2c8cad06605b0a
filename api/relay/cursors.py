"""Cursors: the key of a row, opaque to clients.

A cursor is `[version, list, part, ...]` as JSON in base64. The list's name, such as
`User.followers`, and the shape of the key are checked, so that a cursor of another list or version
is an error and never the first page.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from core.common.errors import InvalidInput
from core.lists.pages import Key

VERSION = 2
MAX_LENGTH = 500
MAX_INT = 2**63

KeyShape = type[int] | type[float] | type[str] | tuple[type[int] | type[float] | type[str], ...]


def encode_cursor(key: Key, *, of: str) -> str:
    """Return the cursor of the row with this key in the list named `of`."""
    parts = key if isinstance(key, tuple) else (key,)
    text = json.dumps([VERSION, of, *parts], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, shape: KeyShape, argument: str, *, of: str) -> Key:
    """Return the key in a cursor of the list named `of`, whose keys have this shape.

    Raises InvalidInput, naming `argument`, for any other cursor.
    """
    kinds = shape if isinstance(shape, tuple) else (shape,)
    match _parts(cursor):
        case [int(), str(), *parts] if (
            len(parts) == len(kinds)
            and all(map(_is_a, parts, kinds))
            and encode_cursor(tuple(parts), of=of) == cursor
        ):
            return tuple(parts) if isinstance(shape, tuple) else parts[0]
    raise InvalidInput(
        f"`{argument}` is not a cursor of this list. Use a returned cursor, unchanged.",
        argument,
    )


def _parts(cursor: str) -> Any:
    if len(cursor) > MAX_LENGTH:
        return None
    padding = "=" * (-len(cursor) % 4)
    try:
        return json.loads(urlsafe_b64decode(cursor + padding))
    except (ValueError, RecursionError):
        return None


def _is_a(part: Any, kind: type) -> bool:
    if kind is int:
        return type(part) is int and -MAX_INT <= part < MAX_INT
    if kind is float:
        return type(part) is float and abs(part) < float("inf")
    return type(part) is str and "\0" not in part and part.isprintable()
