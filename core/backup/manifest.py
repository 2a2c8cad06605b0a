"""The manifest of a backup."""

import json
from dataclasses import asdict, dataclass
from typing import get_type_hints

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.accounts.models import User
from core.comments.models import Comment
from core.journal.models import JournalEntry
from core.posts.models import Post

from .errors import BackupFailed

PROJECT = "social-graph"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Row counts of PostgreSQL; `last_entry` is the highest number in the journal."""

    people: int
    posts: int
    comments: int
    entries: int
    last_entry: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The metadata of a backup. `pictures` is None where they are stored in S3.

    `taken_at` is the moment of the snapshot, ISO 8601; `postgres` and `pg_dump` are major
    versions; `migrations` are those that had been applied, as `app.name`. `installation` is whose
    stores they were, unknown in older backups.
    """

    taken_at: str
    postgres: int
    pg_dump: int
    migrations: list[str]
    contents: Contents
    pictures: int | None
    missing_pictures: int
    installation: str | None = None


def contents() -> Contents:
    """Return the current counts, as this transaction sees them."""
    last = JournalEntry.objects.order_by("-id").values_list("id", flat=True).first()
    return Contents(
        people=User.with_deleted.count(),
        posts=Post.objects.count(),
        comments=Comment.objects.count(),
        entries=JournalEntry.objects.count(),
        last_entry=last or 0,
    )


def applied_migrations() -> list[str]:
    """Return the migrations of this database, as `app.name`, sorted."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def to_json(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    return json.dumps({"project": PROJECT, "format": FORMAT, **asdict(manifest)}, indent=2).encode()


def from_json(text: bytes) -> Manifest:
    """Return the manifest of this JSON. Raises BackupFailed for an unknown or newer one."""
    try:
        given = json.loads(text)
        project, version = given.pop("project"), given.pop("format")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BackupFailed("it has no manifest of ours.") from error
    if project != PROJECT:
        raise BackupFailed(f"it is a backup of {project!r}.")
    if version != FORMAT:
        raise BackupFailed(f"its format is {version!r}; this version reads format {FORMAT}.")
    try:
        manifest = Manifest(**{**given, "contents": Contents(**given["contents"])})
    except (KeyError, TypeError) as error:
        raise BackupFailed("its manifest is incomplete.") from error
    _require_types(manifest, manifest.contents)
    return manifest


def _require_types(*parts: Manifest | Contents) -> None:
    """Require types: values of the manifest are used in SQL, so only numbers may pass."""
    for part in parts:
        for name, kind in get_type_hints(type(part)).items():
            expected = list if name == "migrations" else kind
            if not isinstance(getattr(part, name), expected):
                raise BackupFailed(f"its manifest is malformed at {name!r}.")


def summary(manifest: Manifest) -> str:
    """Return the contents of a backup as text."""
    counted = manifest.contents
    parts = [
        f"{counted.people:,} people",
        f"{counted.posts:,} posts",
        f"{counted.comments:,} comments",
        f"{counted.entries:,} journal entries",
    ]
    if manifest.pictures is not None:
        parts.append(f"{manifest.pictures:,} picture files")
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
