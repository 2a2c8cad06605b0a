"""Deleting a whole network."""

from django.db import connection

from core.accounts.models import User
from core.data_exports.models import DataExport
from core.database.transactions import atomic_with_retry
from core.media.files import schedule_deletion
from core.posts.models import PostImage

_TRUNCATE = """
TRUNCATE core_user, core_journalentry, core_importrecord, core_liveevent, core_idempotencykey,
    core_ringrun, core_moderationact, django_session, procrastinate_jobs CASCADE
"""


@atomic_with_retry
def clear_network() -> None:
    """Delete every user with all that is theirs, the journal, and all files.

    Ids are not reused, so an old access token stays invalid. Neo4j is left as it is; loading a
    network empties it first (`graph.writes.tombstones.clear`). Waits for the relay's batch.
    """
    files = [
        str(file)
        for files in (
            *User.objects.exclude(profile_image="").values_list(
                "profile_image", "profile_image_small"
            ),
            *PostImage.objects.values_list("large", "small"),
            *DataExport.objects.values_list("file"),
        )
        for file in files
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TRUNCATE)
    schedule_deletion(files)
