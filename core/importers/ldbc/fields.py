"""Values of LDBC's columns."""

from datetime import UTC, datetime

from core.common.clock import milliseconds
from core.common.errors import InvalidInput
from core.common.text import clean_text
from core.database.time_ordered_ids import SEQUENCE_BITS
from core.importers.records import MAX_KEY_LENGTH
from core.importers.run import Place, Run

# The range of a time-ordered id: 1970 to 2109.
_END_OF_TIME = 1 << (63 - SEQUENCE_BITS)


def read_time(run: Run, place: Place, text: str) -> datetime | None:
    """Return a time, from milliseconds since 1970 or ISO 8601; None for a skipped line."""
    try:
        since = int(text) if text.isascii() and text.isdigit() else _from_iso(text)
    except ValueError:
        since = -1
    if not 0 <= since < _END_OF_TIME:
        run.refuse(place, f"{text[:40]!r} is not a date between 1970 and 2109.")
        return None
    seconds, rest = divmod(since, 1000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=rest * 1000)


def read_text(run: Run, place: Place, text: str, *, longest: int) -> str | None:
    """Return the cleaned text; None for a skipped line."""
    try:
        return clean_text(text, field="content", longest=longest)
    except InvalidInput as error:
        run.refuse(place, f"the text cannot be kept: {error.message}")
        return None


def read_key(run: Run, place: Place, text: str) -> str | None:
    """Return an id; None for a skipped line."""
    if text and text.isprintable() and len(text) <= MAX_KEY_LENGTH:
        return text
    run.refuse(place, f"{text[:40]!r} is not an id.")
    return None


def _from_iso(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return milliseconds(moment)
