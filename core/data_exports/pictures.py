"""The pictures of an export."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from django.db import connection

from core.accounts.models import User

from .statements import PICTURES

BATCH = 200
CHUNK = 64 * 1024
_EXTENSION = re.compile(r"\.([a-z0-9]{1,5})\Z")


class Picture(NamedTuple):
    """A file of the public storage, and its name in the export."""

    name: str
    file: str

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes. Raises FileNotFoundError where it was deleted meanwhile."""
        with default_storage.open(self.file, "rb") as source:
            while chunk := source.read(CHUNK):
                yield chunk


def picture_name(post: int, position: int, file: str) -> str:
    """Return the name of a picture of a post in the export: of numbers and of its format."""
    return f"pictures/{post}-{position}.{_extension(file)}"


def profile_picture_name(file: str) -> str | None:
    """Return the name of the profile image in the export; None without one."""
    return f"pictures/profile.{_extension(file)}" if file else None


def pictures_of(user: User, at: datetime) -> Iterator[Picture]:
    """Yield the user's pictures until this moment. One SQL statement for BATCH of them."""
    profile = user.profile_image.name or ""
    if name := profile_picture_name(profile):
        yield Picture(name, profile)
    key = (0, -1)
    while rows := _after(user.pk, at, key):
        for post, position, file in rows:
            yield Picture(picture_name(post, position, file), file)
        key = rows[-1][:2]


def _after(user: int, at: datetime, key: tuple[int, int]) -> list[tuple[int, int, str]]:
    post, position = key
    named: dict[str, Any] = {"viewer": user, "at": at, "post": post, "position": position}
    with connection.cursor() as cursor:
        cursor.execute(PICTURES, {**named, "limit": BATCH})
        return list(cursor.fetchall())


def _extension(file: str) -> str:
    found = _EXTENSION.search(file)
    return found[1] if found else "bin"
