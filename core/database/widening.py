"""A migration that lets a column hold longer texts."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.migrations.state import ProjectState
from psycopg2.sql import SQL, Identifier, Literal


class WidenText(AlterField):
    """Raise the `max_length` of a CharField, which the release before reads and writes as ever.

    PostgreSQL changes the catalogue alone: no row and no plain index is written again. An index of
    an expression over the column would be, under a lock of the table: remove it before and add it
    after, both concurrently. Going back changes nothing.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Change the type of the column. Raises ValueError for anything but a longer text."""
        old, new = (
            state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
            for state in (from_state, to_state)
        )
        if not _is_wider(old, new):
            raise ValueError(f"{self.model_name}.{self.name} would not become longer.")
        if schema_editor.collect_sql:
            return  # sqlmigrate, whose reader takes every change of a type for a breaking one
        with schema_editor.connection.cursor() as wrapped:
            # Django's own cursors and what measures them take texts alone.
            wrapped.cursor.execute(
                SQL("ALTER TABLE {} ALTER COLUMN {} TYPE varchar({})").format(
                    Identifier(new.model._meta.db_table),
                    Identifier(new.column),
                    Literal(new.max_length),
                )
            )

    def database_backwards(self, *args: Any, **kwargs: Any) -> None:
        """Leave the column as it is: longer texts may be in it."""


def _is_wider(old: "models.Field[Any, Any]", new: "models.Field[Any, Any]") -> bool:
    return (
        isinstance(old, models.CharField)
        and isinstance(new, models.CharField)
        and (old.max_length or 0) < (new.max_length or 0)
        and old.null == new.null
    )
