from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Without holding up writers: the journal is long."""

    atomic = False

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='journalentry',
            index=models.Index(condition=models.Q(('kind__in', ['user_deleted', 'post_deleted'])), fields=['kind', 'target', 'actor'], name='journal_deletions'),
        ),
    ]
