"""Doing a write once for each key of a user, whatever happens to the connection.

The key is claimed in the transaction of the write. Of two at once, the second waits for the first
to commit and then finds its row; when the first rolls back, the second goes on. A commit of which
the client did not hear is found by the next attempt. Nothing is kept of a write that failed.
Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.
"""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Self
from uuid import UUID

from django.db import connection

from core.common.errors import InvalidInput
from core.common.keyed_hashes import keyed_hash

FIELD = "idempotencyKey"
KEPT_HOURS = 24
MAX_KEY_LENGTH = 200
BATCH = 5_000

_FIND = f"""
    SELECT document, input FROM core_idempotencykey
    WHERE user_id = %s AND key = %s AND created_at > now() - interval '{KEPT_HOURS} hours'
"""  # noqa: S608 - of constants
_CLAIM = f"""
    INSERT INTO core_idempotencykey AS known (user_id, key, input) VALUES (%s, %s, %s)
    ON CONFLICT (user_id, key) DO UPDATE
        SET input = excluded.input, document = NULL, created_at = now()
        WHERE known.created_at <= now() - interval '{KEPT_HOURS} hours'
    RETURNING 1
"""  # noqa: S608 - of constants
_FINISH = "UPDATE core_idempotencykey SET document = %s WHERE user_id = %s AND key = %s"
_PURGE = f"""
    DELETE FROM core_idempotencykey WHERE id = ANY(ARRAY(
        SELECT id FROM core_idempotencykey
        WHERE created_at <= now() - interval '{KEPT_HOURS} hours'
        ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED))
"""  # noqa: S608 - of constants


class Repeated(Exception):
    """The write of this key is done; `document` is what it made."""

    def __init__(self, document: int) -> None:
        super().__init__(document)
        self.document = document


@dataclass(frozen=True, slots=True)
class Once:
    """A write of a user with a key. Without a key nothing is looked up and nothing kept."""

    user_id: int
    key: UUID | None = None
    input: UUID | None = None

    @classmethod
    def of(cls, user_id: int, key: str | None, *sent: str | int) -> Self:
        """Return the write of what was `sent`. Raises InvalidInput for a bad key."""
        check_key(key)
        if key is None:
            return cls(user_id)
        return cls(user_id, keyed_hash("idempotency key", key), keyed_hash("input", *sent))

    def check(self) -> None:
        """Raise Repeated if the write is done, InvalidInput if the key was for another.

        Cost: one SQL statement with a key.
        """
        if self.key is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [self.user_id, self.key])
            row = cursor.fetchone()
        if row is not None:
            self._repeat(*row)

    def claim(self) -> None:
        """Begin the write, in its transaction and before any other lock; raises as `check` does.

        Waits for another transaction with this key. Cost: one SQL statement with a key, two if it
        is known.
        """
        if self.key is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [self.user_id, self.key, self.input])
            claimed = cursor.fetchone()
        if claimed is None:
            self.check()

    def finish(self, document: int) -> None:
        """Keep what the write made, in its transaction. Cost: one SQL statement with a key."""
        if self.key is not None:
            with connection.cursor() as cursor:
                cursor.execute(_FINISH, [document, self.user_id, self.key])

    def _repeat(self, document: int, sent: UUID) -> None:
        if sent != self.input:
            raise InvalidInput("This key was used with another input.", FIELD)
        raise Repeated(document)


def check_key(key: str | None) -> None:
    """Raise InvalidInput for a key that is empty or too long."""
    if key is None:
        return
    if not key.strip():
        raise InvalidInput("This must not be empty.", FIELD)
    if len(key) > MAX_KEY_LENGTH:
        raise InvalidInput(
            f"This has {len(key):,} characters; at most {MAX_KEY_LENGTH:,} are allowed.", FIELD
        )


def digest(file: BinaryIO) -> str:
    """Return what identifies the content of a file, which is left at its start."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return found


def purge() -> int:
    """Delete up to `BATCH` keys older than a day; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)
