"""Columns that are filled from the text they are about, by any code that saves the row.

PostgreSQL empties them when the text is changed by a statement that does not name them, and rows
where they are empty are filled by a job.
"""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Model

from .vectors import name_words, post_words


class _FilledField(SearchVectorField):  # type: ignore[type-arg]  # not generic at run time
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "null": True, "editable": False})

    def words(self, row: Any) -> str:
        """Return the literal for the row as it is about to be saved."""
        raise NotImplementedError

    def pre_save(self, model_instance: Model, add: bool) -> str:
        value = self.words(model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """Return the plain column, all that migrations need to know."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.search.SearchVectorField", args, kwargs


class PostWordsField(_FilledField):
    """The words of a post's `content`."""

    def words(self, row: Any) -> str:
        return post_words(row.content)


class NameWordsField(_FilledField):
    """The words of a user's `username` and `display_name`."""

    def words(self, row: Any) -> str:
        return name_words(row.username, row.display_name)


class WordsQuery(SearchQuery):
    """A `tsquery` literal of this package, taken as it is."""

    def __init__(self, literal: str) -> None:
        super().__init__(literal, search_type="raw")
        self.literal = literal

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return "%s::tsquery", [self.literal]
