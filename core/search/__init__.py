"""Words of texts and of searches, by one definition (README.md)."""

from .fields import NameWordsField, PostWordsField, WordsQuery
from .names import NameSearch, parse_names
from .phrases import has_any, plain_words
from .texts import PostSearch, parse_search
from .vectors import name_words, post_words

__all__ = [
    "NameSearch",
    "NameWordsField",
    "PostSearch",
    "PostWordsField",
    "WordsQuery",
    "has_any",
    "name_words",
    "parse_names",
    "parse_search",
    "plain_words",
    "post_words",
]
