"""Records of the imported items of a source."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import models
from django.db.models import Exists, OuterRef

from core.accounts.models import User
from core.comments.models import Comment
from core.database.any_of import any_of
from core.database.copying import copy_rows
from core.posts.models import Post

from .models import ImportRecord
from .run import DELETED_SINCE, Place, Run

MAX_KEY_LENGTH = 100


class Kind(StrEnum):
    """The kind of an item."""

    USER = "user"
    POST = "post"
    COMMENT = "comment"


_MODELS: dict[Kind, type[models.Model]] = {
    Kind.USER: User,
    Kind.POST: Post,
    Kind.COMMENT: Comment,
}

Known = Mapping[str, int | None]


def look_up(run: Run, kind: Kind, keys: Iterable[str]) -> Known:
    """Return the ids of the keys that were imported before; None where deleted since."""
    there = Exists(_MODELS[kind]._default_manager.filter(pk=OuterRef("object_id")))
    found = (
        ImportRecord.objects.filter(any_of("key", set(keys)), source=run.source, kind=kind)
        .annotate(there=there)
        .values_list("key", "object_id", "there")
    )
    return {key: object_id if is_there else None for key, object_id, is_there in found}


def remember(run: Run, kind: Kind, ids: Mapping[str, int]) -> None:
    """Record the ids of the keys, in the transaction that creates them."""
    copy_rows(
        "core_importrecord",
        ("source", "kind", "key", "object_id"),
        ((run.source, kind, key, object_id) for key, object_id in ids.items()),
    )


def find(run: Run, kind: Kind, known: Known, key: str, place: Place) -> int | None:
    """Return the id of `key` in the line at `place`; None when the line is to be left out.

    Refuses an unknown key. Items that were deleted here since are not restored.
    """
    if key not in known:
        run.refuse(place, f"there is no {kind} {key}.")
        return None
    if known[key] is None:
        run.report.left_out[DELETED_SINCE] += 1
    return known[key]
