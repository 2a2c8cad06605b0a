from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever is suspended already gets an entry, by which the graph hides their edges."""

    dependencies = [
        ("core", "0009_user_deleted"),
    ]

    operations = [
        migrations.AlterField(
            model_name='journalentry',
            name='kind',
            field=models.CharField(choices=[('user_saved', 'User Saved'), ('user_deleted', 'User Deleted'), ('suspended', 'Suspended'), ('reinstated', 'Reinstated'), ('posted', 'Posted'), ('post_deleted', 'Post Deleted'), ('commented', 'Commented'), ('comment_deleted', 'Comment Deleted'), ('followed', 'Followed'), ('unfollowed', 'Unfollowed'), ('liked', 'Liked'), ('unliked', 'Unliked'), ('dismissed', 'Dismissed')], max_length=16),
        ),
        migrations.RunSQL(
            """
            INSERT INTO core_journalentry
                (kind, actor, username, at, recorded_at, attempts, error)
            SELECT 'suspended', id, '', now(), now(), 0, '' FROM core_user
            WHERE NOT is_active AND deleted_at IS NULL
            """,
            "DELETE FROM core_journalentry WHERE kind IN ('suspended', 'reinstated')",
        ),
    ]
