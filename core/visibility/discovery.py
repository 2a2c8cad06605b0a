"""The rule for being found: who is suggested, and listed or searched among all users.

A follow is looked up in the journal, as for audiences (`audience.py`): the answer is exact.
"""

from typing import Any

from django.db.models import BooleanField, Expression, F, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from .audience import FOLLOW_EXISTS
from .viewer import Viewer

DISCOVERABLE = f"""({{person}}.is_discoverable OR {{person}}.id = %(viewer)s
    OR {FOLLOW_EXISTS.format(follower="%(viewer)s", followee="{person}.id")})"""
"""Whether a `%(viewer)s` may find a row of `{person}`: oneself and whom one follows always.

Cost: nothing for nearly everybody, and for who is not discoverable a probe of an index.
"""


def discoverable(users: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """Return the users whom the viewer may find; for our own work all of them."""
    return users if viewer.sees_all else users.filter(_Discoverable(viewer))


class _Discoverable(Expression):
    """DISCOVERABLE for the table of users."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        # A column, once the query is composed.
        self._column: Any = F("is_discoverable")
        self._viewer = viewer

    def get_source_expressions(self) -> list[Any]:
        return [self._column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self._column,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[int, ...]]:
        alias = compiler.quote_name_unless_alias(self._column.alias)
        text = DISCOVERABLE.replace("{person}", alias)
        return text.replace("%(viewer)s", "%s"), (self._viewer.key,) * text.count("%(viewer)s")
