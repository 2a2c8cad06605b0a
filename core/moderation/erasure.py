"""Erasing what names deleted users where it would stay: in the journal and in the admin's log."""

from django.contrib.admin.models import LogEntry
from django.db import connection

from core.accounts.models import User
from core.journal.models import JournalEntry, JournalKind

BATCH = 5_000

# What an older release deleted, what a backup brought back, and what an import wrote late.
_JOURNAL = """
    UPDATE core_journalentry SET username = '' WHERE id = ANY(ARRAY(
        SELECT saved.id FROM core_journalentry gone
        JOIN core_journalentry saved ON saved.actor = gone.actor AND saved.target IS NULL
            AND saved.kind = 'user_saved' AND saved.username <> ''
        WHERE gone.kind = 'user_deleted' LIMIT %s FOR UPDATE OF saved SKIP LOCKED))
"""
# A line of the log shows its object, a user's name or the beginning of a text, by that time.
_LOG = """
    UPDATE django_admin_log SET object_repr = '' WHERE id = ANY(ARRAY(
        SELECT log.id FROM django_admin_log log
        JOIN django_content_type type ON type.id = log.content_type_id
        WHERE log.object_repr <> '' AND type.app_label = 'core' AND CASE type.model
            WHEN 'user' THEN NOT EXISTS (SELECT FROM core_user
                WHERE id = log.object_id::bigint AND deleted_at IS NULL)
            WHEN 'post' THEN NOT EXISTS (SELECT FROM core_post WHERE id = log.object_id::bigint)
            WHEN 'comment' THEN NOT EXISTS (SELECT FROM core_comment
                WHERE id = log.object_id::bigint)
        END LIMIT %s FOR UPDATE OF log SKIP LOCKED))
"""


def erase_name_of(user: User) -> None:
    """Erase the names of a user who is being deleted. Two SQL statements over indexes."""
    JournalEntry.objects.filter(actor=user.pk, target=None, kind=JournalKind.USER_SAVED).update(
        username=""
    )
    lines = LogEntry.objects.filter(content_type__app_label="core", content_type__model="user")
    lines.filter(object_id=str(user.pk)).update(object_repr="")


def erase_names() -> int:
    """Erase up to BATCH names of deleted users, and of deleted texts, each; returns the most.

    Cost: an index probe for each user who was ever deleted, and a scan of the admin's log.
    """
    with connection.cursor() as cursor:
        cursor.execute(_JOURNAL, [BATCH])
        names = int(cursor.rowcount)
        cursor.execute(_LOG, [BATCH])
        return max(names, int(cursor.rowcount))
