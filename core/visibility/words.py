"""Muted words: texts that a viewer is not sent. Nothing of them is hidden where it is opened."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from .models import MutedWord
from .viewer import Viewer

NO_MUTED_WORDS = """NOT EXISTS (
    SELECT FROM core_mutedword WHERE viewer_id = {recipient}
    AND (until IS NULL OR until > statement_timestamp())
    AND position(words IN %(text)s::text) > 0
)"""
"""The condition that a `%(text)s`, made by `core.search.plain_words`, is sent to `{recipient}`."""


def muted_words(viewer: Viewer) -> Sequence[str]:
    """Return the words that the viewer mutes, each as `core.search.plain_words` returns it.

    No statement for the user of a token, with whom they were read, and else one SQL statement.
    """
    if viewer.known_words is not None:
        return viewer.known_words
    if viewer.uid is None:
        return ()
    return list(words_muted_by(viewer).values_list("words", flat=True))


def words_muted_by(viewer: Viewer) -> QuerySet[MutedWord]:
    """Return the viewer's muted words whose time is not over."""
    lasting = Q(until__isnull=True) | Q(until__gt=Now())
    return MutedWord.objects.filter(lasting, viewer=viewer.key)
