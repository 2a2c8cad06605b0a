"""The folder of the mails that were sent: `var/mail`, one file each."""

import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

KEPT = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was sent. The name is its file's, and sorts by time."""

    name: str
    to: str
    subject: str
    text: str
    html: str


def folder() -> Path:
    """Return the folder, which may not exist."""
    return Path(settings.VAR) / "mail"


def put(content: bytes) -> None:
    """Store a mail; of more than KEPT the oldest go."""
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / f"{time.time_ns()}.eml").write_bytes(content)
    for old in _files()[KEPT:]:
        old.unlink(missing_ok=True)


def mails() -> list[Mail]:
    """Return the mails, newest first."""
    return [_read(path) for path in _files()]


def mail(name: str) -> Mail | None:
    """Return the mail of this name."""
    return next((_read(path) for path in _files() if path.stem == name), None)


def _files() -> list[Path]:
    return sorted(folder().glob("*.eml"), reverse=True)


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Mail(
        path.stem,
        str(message["To"]),
        str(message["Subject"]),
        _part(message, "plain"),
        _part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
