"""Users in bulk."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.hashers import (
    UNUSABLE_PASSWORD_PREFIX,
    UNUSABLE_PASSWORD_SUFFIX_LENGTH,
)
from django.db import transaction

from core.database.copying import copy_rows
from core.database.reserved_ids import reserve_ids
from core.journal.models import JournalKind
from core.search import name_words

from .journal import Act, record_acts
from .rows import NewUser

_TABLE = "core_user"
_COLUMNS = (
    "id", "username", "email", "display_name", "bio", "profile_image", "profile_image_small",
    "password", "date_joined", "is_active", "is_staff", "is_superuser", "token_version",
    "name_words",
)  # fmt: skip


@transaction.atomic
def load_users(rows: Sequence[NewUser]) -> list[int]:
    """Add users; return their ids, in the order of the rows.

    Raises IntegrityError when a username or an e-mail address is taken, whatever the case.
    """
    ids = reserve_ids(_TABLE, len(rows))
    copy_rows(
        _TABLE,
        _COLUMNS,
        (
            (
                uid, row.username, row.email, row.display_name, row.bio, row.profile_image,
                row.profile_image_small, row.password or _no_password(), row.joined_at,
                True, False, False, 1, name_words(row.username, row.display_name),
            )
            for uid, row in zip(ids, rows, strict=True)
        ),
    )  # fmt: skip
    record_acts(
        JournalKind.USER_SAVED,
        [
            Act(actor=uid, at=row.joined_at, username=row.username)
            for uid, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


def _no_password() -> str:
    """Return what no password has as its hash: Django's form, made in a fraction of the time."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2)
