"""The folder of the latest requests: `var/requests`, one file each, of all workers."""

import json
import re
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

KEPT = 50
NAME = re.compile(r"\d+-[\w.-]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its store, its text without parameters, when it began and how long it took.

    Times are milliseconds, `at` since the first statement of the request.
    """

    store: str
    text: str
    at: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request that was answered, without anything that its client sent but the operation's name.

    `name` is its file's, and sorts by time. Documents, variables, headers and parameters of
    statements are not kept: passwords, tokens and messages of others are among them.
    """

    name: str
    described: str
    status: int
    milliseconds: float
    user_id: int | None
    cost: int | None
    error_codes: list[str]
    statements: list[Statement]

    def count(self, store: str) -> int:
        """Return how many statements of a store it took."""
        return sum(each.store == store for each in self.statements)

    def milliseconds_in(self, store: str) -> float:
        """Return how long the statements of a store took together."""
        return sum(each.milliseconds for each in self.statements if each.store == store)

    def repeated(self) -> dict[str, int]:
        """Return the texts that were sent more than once, and how often."""
        texts = Counter(each.text for each in self.statements)
        return {text: times for text, times in texts.items() if times > 1}


def folder() -> Path:
    """Return the folder, which may not exist."""
    return Path(settings.VAR) / "requests"


def new_name(request_id: str) -> str:
    """Return the name of a request that is answered now."""
    return f"{time.time_ns()}-{request_id}"


def put(request: RecordedRequest) -> None:
    """Store a request; of more than KEPT the oldest go."""
    folder().mkdir(parents=True, exist_ok=True)
    written = folder() / f"{request.name}.part"
    written.write_text(json.dumps(asdict(request)))
    written.rename(written.with_suffix(".json"))
    for old in _files()[KEPT:]:
        old.unlink(missing_ok=True)


def requests() -> list[RecordedRequest]:
    """Return the requests, newest first."""
    return [found for path in _files() if (found := _read(path)) is not None]


def request(name: str) -> RecordedRequest | None:
    """Return the request of this name."""
    return _read(folder() / f"{name}.json") if NAME.fullmatch(name) else None


def _files() -> list[Path]:
    return sorted(folder().glob("*.json"), reverse=True)


def _read(path: Path) -> RecordedRequest | None:
    """Return a request; None if another worker has deleted it."""
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    statements = [Statement(**each) for each in found.pop("statements")]
    return RecordedRequest(statements=statements, **found)
