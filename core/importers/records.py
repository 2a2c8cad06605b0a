"""What became of the things of a source."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import models
from django.db.models import Exists, OuterRef

from core.accounts.models import User
from core.comments.models import Comment
from core.posts.models import Post

from .models import ImportRecord
from .run import DELETED_SINCE, Place, Run

MAX_KEY_LENGTH = 100


class Kind(StrEnum):
    """What a record is about."""

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
    """The ids of those of the keys that were imported before; None where deleted since."""
    there = Exists(_MODELS[kind]._default_manager.filter(pk=OuterRef("object_id")))
    found = (
        ImportRecord.objects.filter(source=run.source, kind=kind, key__in=set(keys))
        .annotate(there=there)
        .values_list("key", "object_id", "there")
    )
    return {key: object_id if is_there else None for key, object_id, is_there in found}


def remember(run: Run, kind: Kind, ids: Mapping[str, int]) -> None:
    """Note what the keys became, in the transaction that makes it."""
    ImportRecord.objects.bulk_create(
        ImportRecord(source=run.source, kind=kind, key=key, object_id=object_id)
        for key, object_id in ids.items()
    )


def find(run: Run, kind: Kind, known: Known, key: str, place: Place) -> int | None:
    """The id that the line at `place` means by `key`; None when the line is to be left out.

    Refuses a key that stands for nothing. What was deleted here since is not brought back.
    """
    if key not in known:
        run.refuse(place, f"there is no {kind} {key}.")
        return None
    if known[key] is None:
        run.report.left_out[DELETED_SINCE] += 1
    return known[key]
