"""Usernames and e-mail addresses of imported users.

The same network gets the same names, as long as they are free.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.accounts.models import User

MAX_USERNAME_LENGTH = 30
MAX_EMAIL_LENGTH = 254
MAX_SOURCE_LENGTH = 60
MAX_DISPLAY_NAME_LENGTH = 50
_LONGEST_TAIL = 20
_NO_NAME = re.compile(r"(?i:did|https?|at|urn):|[0-9a-fA-F-]{16,}\Z")


def source_name(text: str) -> str:
    """Return a network's name that is valid in usernames and e-mail domains; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", _ascii(text).lower())[:MAX_SOURCE_LENGTH].strip("-")


def name_of_person(*names: str) -> str:
    """`José`, `de la Cruz` → `jose.delacruz`; empty when no character of it is valid."""
    parts = (re.sub(r"[^a-z0-9]", "", _ascii(name).lower()) for name in names)
    return ".".join(part for part in parts if part)[:MAX_USERNAME_LENGTH]


def name_of_key(source: str, key: str) -> str:
    """`lastfm-asia`, `17` → `lastfm-asia-17`; a longer or invalid key is replaced by a digest."""
    tail = re.sub(r"[^A-Za-z0-9_.-]", "-", key)
    if tail != key or len(tail) > _LONGEST_TAIL:
        digest = hashlib.sha256(key.encode()).hexdigest()[:8]
        tail = f"{tail[: _LONGEST_TAIL - len(digest) - 1]}-{digest}"
    return f"{source[: MAX_USERNAME_LENGTH - len(tail) - 1]}-{tail}"


def display_name(*names: str) -> str:
    """Return the first name that reads like one, at most 50 characters; may be empty.

    Numbers, addresses of objects (`did:plc:…`, URLs) and digests are no names.
    """
    for name in names:
        text = " ".join("".join(filter(_is_shown, name)).split())
        if any(map(str.isalpha, text)) and not _NO_NAME.match(text):
            return text[:MAX_DISPLAY_NAME_LENGTH].strip()
    return ""


def free_usernames(wanted: Sequence[str]) -> list[str]:
    """Return the names, with a number appended to those that are taken: `ada`, `ada-2`.

    One query for each number that is needed.
    """
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    number = 1
    while missing := [place for place in range(len(wanted)) if place not in chosen]:
        candidates = {place: _numbered(wanted[place], number) for place in missing}
        taken |= _taken_usernames([name.lower() for name in candidates.values()])
        for place, name in candidates.items():
            if name.lower() not in taken:
                taken.add(name.lower())
                chosen[place] = name
        number += 1
    return [chosen[place] for place in range(len(wanted))]


def free_emails(wanted: Sequence[str], usernames: Sequence[str], source: str) -> list[str]:
    """Return the addresses; `<username>@<source>.invalid` for invalid or taken ones."""
    taken = _taken_emails([email.lower() for email in wanted])
    chosen = []
    for email, username in zip(wanted, usernames, strict=True):
        usable = email.lower() not in taken and _is_email(email)
        chosen.append(email if usable else f"{username}@{source}.invalid")
        taken.add(email.lower())
    return chosen


def _is_shown(character: str) -> bool:
    return character.isprintable() or character.isspace()


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _numbered(name: str, number: int) -> str:
    suffix = "" if number == 1 else f"-{number}"
    return name[: MAX_USERNAME_LENGTH - len(suffix)] + suffix


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= MAX_EMAIL_LENGTH


def _taken_usernames(lowered: Sequence[str]) -> set[str]:
    found = User.objects.filter(username__lower__in=lowered).values_list("username", flat=True)
    return {name.lower() for name in found}


def _taken_emails(lowered: Sequence[str]) -> set[str]:
    found = User.objects.filter(email__lower__in=lowered).values_list("email", flat=True)
    return {email.lower() for email in found}
