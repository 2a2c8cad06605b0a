"""Usernames and e-mail addresses of imported users.

The same network gets the same names, as long as they are free.
"""

import hashlib
import re
from collections.abc import Sequence

from django.db.models.functions import Lower

from core.accounts.models import User
from core.accounts.profiles import (
    MAX_DISPLAY_NAME_BYTES,
    MAX_DISPLAY_NAME_LENGTH,
    clean_display_name,
)
from core.accounts.reserved_names import is_reserved
from core.accounts.signup import MAX_USERNAME_LENGTH, clean_email
from core.common.email_addresses import rivals_of
from core.common.errors import InvalidInput
from core.common.normalization import is_stream_safe, normalized
from core.common.text import beginning, without_controls
from core.database.any_of import any_of

MAX_SOURCE_LENGTH = 60
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
        if not any(map(str.isalpha, name)):
            continue
        line = " ".join(without_controls(name).split())
        text = beginning(line, MAX_DISPLAY_NAME_LENGTH, most_bytes=MAX_DISPLAY_NAME_BYTES)
        text = clean_display_name(text) if is_stream_safe(text) else ""
        if any(map(str.isalpha, text)) and not _NO_NAME.match(text):
            return text
    return ""


def free_usernames(wanted: Sequence[str]) -> list[str]:
    """Return the names, with a number appended to those that are taken or reserved: `ada`, `ada-2`.

    One query for each number that is needed.
    """
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    number = 1
    while missing := [place for place in range(len(wanted)) if place not in chosen]:
        candidates = {place: _numbered(wanted[place], number) for place in missing}
        taken |= _taken_usernames([name.lower() for name in candidates.values()])
        for place, name in candidates.items():
            if name.lower() not in taken and not is_reserved(name):
                taken.add(name.lower())
                chosen[place] = name
        number += 1
    return [chosen[place] for place in range(len(wanted))]


def free_emails(wanted: Sequence[str], usernames: Sequence[str], source: str) -> list[str]:
    """Return the addresses; `<username>@<source>.invalid` for invalid or taken ones."""
    cleaned = [_as_stored(email) for email in wanted]
    taken = _taken_emails([each for email in cleaned for each in rivals_of(email) if email])
    chosen = []
    for email, username in zip(cleaned, usernames, strict=True):
        usable = email and taken.isdisjoint(rivals_of(email))
        chosen.append(email if usable else f"{username}@{source}.invalid")
        taken.add(email.lower())
    return chosen


def _ascii(text: str) -> str:
    return normalized("NFKD", text).encode("ascii", "ignore").decode()


def _numbered(name: str, number: int) -> str:
    suffix = "" if number == 1 else f"-{number}"
    return name[: MAX_USERNAME_LENGTH - len(suffix)] + suffix


def _as_stored(email: str) -> str:
    """Return the address as a sign-up stores it; empty for none."""
    if not email:
        return ""
    try:
        return clean_email(email)
    except InvalidInput:
        return ""


def _taken_usernames(lowered: Sequence[str]) -> set[str]:
    taken = any_of(Lower("username"), lowered)
    found = User.objects.filter(taken).values_list("username", flat=True)
    return {name.lower() for name in found}


def _taken_emails(lowered: Sequence[str]) -> set[str]:
    if not lowered:
        return set()
    taken = any_of(Lower("email"), lowered)
    found = User.objects.filter(taken).values_list("email", flat=True)
    return {email.lower() for email in found}
