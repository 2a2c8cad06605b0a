"""Throwing a whole network away."""

from django.contrib.sessions.models import Session
from django.db import connection

from core.models import ImportRecord, JournalEntry, LiveEvent, PostImage, User
from core.transactions import in_transaction

from .files import doom

EMPTIED = (User, JournalEntry, ImportRecord, LiveEvent, Session)


@in_transaction
def clear_network() -> None:
    """Delete every person with all that is theirs, the journal, and all image files.

    Numbers are not given again, so that an old access token names nobody. Neo4j is left as it
    was: with the journal gone nothing in it belongs to anyone, and whoever fills the network
    again empties it (`graph.writes.tombstones.clear`). Waits for a relay at work on its batch.
    """
    files = [
        str(file)
        for files in (
            *User.objects.exclude(profile_image="").values_list(
                "profile_image", "profile_image_small"
            ),
            *PostImage.objects.values_list("large", "small"),
        )
        for file in files
    ]
    tables = (model._meta.db_table for model in EMPTIED)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    doom(files)
