"""The rule for what moderation withholds: its author alone sees it."""

from typing import TypeVar

from django.db.models import IntegerChoices, Model, Q, QuerySet

from .viewer import Viewer

M = TypeVar("M", bound=Model)


class Standing(IntegerChoices):
    """Whether others may see a post or comment."""

    VISIBLE = 0
    # A rule holds it until a moderator has reviewed it.
    HELD = 1
    # By a moderator.
    HIDDEN = 2


IN_GOOD_STANDING = f"""({{document}}.standing = {Standing.VISIBLE.value}
    OR {{document}}.author_id = %(viewer)s)"""
"""The condition for raw SQL that reads rows of comments `{document}`, for a `%(viewer)s`.

That of posts is part of IN_AUDIENCE.
"""


def in_good_standing(rows: QuerySet[M], viewer: Viewer, document: str = "") -> QuerySet[M]:
    """Return the rows whose comment others may see, or is the viewer's; all for our own work.

    `document` is the field that leads to the comment, for rows that are none; rows without a
    comment stay.
    """
    if viewer.sees_all:
        return rows
    path = f"{document}__" if document else ""
    shown = Q(**{f"{path}standing": Standing.VISIBLE}) | Q(**{f"{path}author": viewer.key})
    return rows.filter(shown | Q(**{f"{document}__isnull": True}) if document else shown)
