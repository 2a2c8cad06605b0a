"""Throwing a whole network away."""

from django.db import connection

from core.accounts.models import User
from core.database.transactions import in_transaction
from core.media.files import doom
from core.posts.models import PostImage

_TRUNCATE = """
TRUNCATE core_user, core_journalentry, core_importrecord, core_liveevent, django_session,
    procrastinate_jobs CASCADE
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_TRUNCATE)
    doom(files)
