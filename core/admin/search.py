"""What staff type into a search box."""

from django.db.models import QuerySet

from core.accounts.models import User

# Of PostgreSQL's bigint.
_MOST_DIGITS = 19


def as_id(words: str) -> int | None:
    """The id that was typed, or None."""
    if words.isascii() and words.isdecimal() and len(words) <= _MOST_DIGITS:
        return int(words)
    return None


def as_person(words: str) -> QuerySet[User] | None:
    """Who was typed as `@username`, or None where that is not what it was."""
    if not words.startswith("@"):
        return None
    return User.objects.filter(username__lower=words[1:].lower())
