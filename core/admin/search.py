"""Parsing of search terms."""

from django.db.models import QuerySet

from core.accounts.models import User

# Of PostgreSQL's bigint.
_MOST_DIGITS = 19


def as_id(words: str) -> int | None:
    """Return the id, or None where it is not a number."""
    if words.isascii() and words.isdecimal() and len(words) <= _MOST_DIGITS:
        return int(words)
    return None


def as_person(words: str) -> QuerySet[User] | None:
    """Return the user of `@username`, or None where it is something else."""
    if not words.startswith("@"):
        return None
    return User.objects.filter(username__lower=words[1:].lower())
