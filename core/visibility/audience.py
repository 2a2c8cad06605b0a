"""The rule for posts: who belongs to their audience.

A follow is looked up in the journal, which is written in the transaction that decides it: the
answer is exact, however late the graph is.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, Expression, F, IntegerChoices, Model, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from core.database.postgresql.prepared import Prepared
from core.database.routing import database_of_reads
from graph.edges import FOLLOWS

from .standing import Standing
from .viewer import Viewer

M = TypeVar("M", bound=Model)


class Audience(IntegerChoices):
    """Whom a post is for, from the widest to the narrowest; always its author and the mentioned.

    The public posts of a private or limited account are for its followers.
    """

    PUBLIC = 0
    FOLLOWERS = 1
    MUTUALS = 2
    MENTIONED = 3


FOLLOW_EXISTS = f"""COALESCE((
    SELECT kind = '{FOLLOWS.made_by}' FROM core_journalentry
    WHERE actor = {{follower}} AND target = {{followee}}
        AND kind IN ('{FOLLOWS.made_by}', '{FOLLOWS.undone_by}')
    ORDER BY id DESC LIMIT 1
), false)"""  # noqa: S608 - of constants
"""Whether `{follower}` follows `{followee}`, by the last entry of the edge: a probe of an index."""

_FOLLOWS_AUTHOR = FOLLOW_EXISTS.format(follower="%(viewer)s", followee="{post}.author_id")
_FOLLOWED_BY_AUTHOR = FOLLOW_EXISTS.format(follower="{post}.author_id", followee="%(viewer)s")

IN_AUDIENCE = f"""CASE
    WHEN {{post}}.audience = {Audience.PUBLIC.value}
        AND {{post}}.standing = {Standing.VISIBLE.value} AND NOT EXISTS (
        SELECT FROM core_user WHERE id = {{post}}.author_id AND (is_private OR is_limited))
        THEN true
    WHEN {{post}}.author_id = %(viewer)s THEN true
    WHEN {{post}}.standing > {Standing.VISIBLE.value} THEN false
    WHEN EXISTS (
        SELECT FROM core_mention WHERE post_id = {{post}}.id AND person_id = %(viewer)s) THEN true
    WHEN {{post}}.audience = {Audience.MENTIONED.value} THEN false
    ELSE {_FOLLOWS_AUTHOR}
        AND ({{post}}.audience < {Audience.MUTUALS.value} OR {_FOLLOWED_BY_AUTHOR})
END"""  # noqa: S608 - of constants
"""The condition for raw SQL that reads rows of `{post}`, for a `%(viewer)s`.

What is not in good standing is for its author alone. Cost: for a public post one probe of the index
of private and limited accounts, and for others up to three.
"""

ANY_NARROW = f"""(EXISTS (SELECT FROM core_user WHERE is_private OR is_limited)
    OR EXISTS (SELECT FROM core_post WHERE audience > {Audience.PUBLIC.value})
    OR EXISTS (SELECT FROM core_post WHERE standing > {Standing.VISIBLE.value}))"""  # noqa: S608 - of constants
"""Whether anything is not for everybody: three probes of indexes."""
_ANY_NARROW = Prepared(f"SELECT {ANY_NARROW}")


def any_narrow(viewer: Viewer) -> bool:
    """Return whether there is a private or limited account, or a post that is not public.

    Nor is one that moderation withholds.
    Where nothing is, counts of the graph hold for every viewer. No statement for the user of a
    token, with whom it was read, and else one SQL statement.
    """
    if viewer.known_narrow is not None:
        return viewer.known_narrow
    with connections[database_of_reads()].cursor() as cursor:
        cursor.execute(_ANY_NARROW)
        return bool(cursor.fetchone()[0])


def in_audience(rows: QuerySet[M], viewer: Viewer, post: str = "") -> QuerySet[M]:
    """Return the rows of posts that are for the viewer; for our own work every post is.

    `post` is the field that leads to the post, for rows that are none; rows without a post stay.
    Cost: that of IN_AUDIENCE a row.
    """
    if viewer.sees_all:
        return rows
    if not post:
        return rows.filter(_InAudience(F("audience"), viewer))
    shown = Q(_InAudience(F(f"{post}__audience"), viewer))
    return rows.filter(shown | Q(**{f"{post}__isnull": True}))


class _InAudience(Expression):
    """IN_AUDIENCE for the table that has a column `audience`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, audience: F, viewer: Viewer) -> None:
        super().__init__()
        # A column, once the query is composed.
        self._audience: Any = audience
        self._viewer = viewer

    def get_source_expressions(self) -> list[Any]:
        return [self._audience]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self._audience,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[int, ...]]:
        alias = compiler.quote_name_unless_alias(self._audience.alias)
        text = IN_AUDIENCE.replace("{post}", alias)
        return text.replace("%(viewer)s", "%s"), (self._viewer.key,) * text.count("%(viewer)s")
