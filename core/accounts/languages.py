"""The languages of mails and messages, and a user's choice among them."""

from enum import StrEnum

from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume

from .locks import lock_user
from .models import User


class Language(StrEnum):
    """The languages that there are, as settings.LANGUAGES names them."""

    EN = "en"
    DE = "de"


@atomic_with_retry
def set_language(*, user: User, language: Language) -> User:
    """Change the language of mails and messages; returns the updated user. Raises RateLimited."""
    found = lock_user(user.pk)
    if found.language != language:
        consume("edits", user_id=user.pk)
        found.language = language.value
        found.save(update_fields=["language"])
    return found
