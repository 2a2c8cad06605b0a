"""Muting words and phrases, in what a user is sent: feed, notifications, new posts."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.common.errors import InvalidInput, NotFound
from core.common.text import check_length, clean_line
from core.database.clock import database_now
from core.database.routing import from_replica
from core.database.transactions import atomic_with_retry
from core.lists.pages import Page, PageRequest, newest_first
from core.ratelimit.write_quotas import consume
from core.search import plain_words
from core.visibility import Viewer, words_muted_by
from core.visibility.models import MutedWord

from .services import look_again

MAX_LENGTH = 100
# Of the folded words, which are an entry of an index: one letter may become a phrase (U+FDFA).
MAX_BYTES = 1_000
MAX_WORDS = 200
NO_WORDS = "This has no words. Use letters, digits or emoji."


@atomic_with_retry
def mute_word(*, viewer: User, text: str, until: datetime | None = None) -> MutedWord:
    """Leave posts and comments with these words out of what a user is sent, or until a time.

    Words that differ in case or accents alone are the same: muting them again sets text and time.
    Raises InvalidInput, also for more than MAX_WORDS, naming the argument, and RateLimited.
    """
    text = clean_line(text, field="text", longest=MAX_LENGTH)
    words = plain_words(text)
    if not words:
        raise InvalidInput(NO_WORDS, "text")
    check_length(words, field="text", longest=MAX_BYTES, most_bytes=MAX_BYTES)
    if until is not None and until <= database_now():
        raise InvalidInput("This time is over.", "until")
    lock_user(viewer.pk)
    own = MutedWord.objects.filter(viewer=viewer.pk)
    own.filter(until__lte=Now()).delete()
    found = own.filter(words=words).first()
    if found is None:
        if own.count() >= MAX_WORDS:
            raise InvalidInput(f"You can mute at most {MAX_WORDS} words and phrases.", "text")
        consume("mutes", user_id=viewer.pk)
        found = MutedWord(viewer_id=viewer.pk, words=words)
    found.text, found.until = text, until
    found.save()
    look_again(viewer.pk)
    return found


@atomic_with_retry
def unmute_word(*, viewer: User, word: int) -> None:
    """Delete a muted word. Raises NotFound where the viewer has none of this id."""
    deleted, _ = MutedWord.objects.filter(viewer=viewer.pk, pk=word).delete()
    if not deleted:
        raise NotFound("Muted word not found.", "id")
    look_again(viewer.pk)


@from_replica
def muted_words_page(viewer: Viewer, page: PageRequest) -> Page[MutedWord]:
    """Return a page of the words that the viewer mutes, newest first. One SQL statement."""
    return newest_first(words_muted_by(viewer), page)


@from_replica
def count_muted_words(viewer: Viewer) -> int:
    """Return how many words the viewer mutes. One SQL statement."""
    return words_muted_by(viewer).count()


@from_replica
def muted_words_by_ids(viewer: Viewer, ids: Sequence[int]) -> dict[int, MutedWord]:
    """Return those of these muted words that are the viewer's, by id. One SQL statement."""
    found: QuerySet[MutedWord] = words_muted_by(viewer).filter(pk__in=ids)
    return {word.pk: word for word in found}
