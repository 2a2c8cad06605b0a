"""What people who deleted their account left behind: shown to nobody until a job has removed it.

SQL by hand says the same as `author_id <> ALL(ARRAY(SELECT …))`: read once a statement, by an index
that is nearly empty.
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from .models import User

M = TypeVar("M", bound=Model)


def without_deleted_people(rows: QuerySet[M], *, by: str = "author") -> QuerySet[M]:
    """The rows that nobody wrote who is gone; `by` names the field. No statement of its own."""
    return rows.exclude(**{f"{by}__in": _deleted_people()})


def without_their_posts(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows that do not hang on a post of somebody who is gone. No statement of its own."""
    post: Any = rows.model._meta.get_field("post")
    theirs = post.related_model.objects.filter(author__in=_deleted_people())
    return rows.exclude(post__in=theirs)


def _deleted_people() -> QuerySet[User]:
    return User.with_deleted.filter(deleted_at__isnull=False)
