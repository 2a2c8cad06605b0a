import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # A live journal is written on while its indexes are made.
    atomic = False

    dependencies = [
        ('core', '0002_journal_deletions'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='journalentry',
            index=models.Index(condition=models.Q(('kind__in', ['followed', 'unfollowed'])), fields=['target', 'actor', 'id'], name='journal_followers'),
        ),
        AddIndexConcurrently(
            model_name='journalentry',
            index=models.Index(django.db.models.functions.text.Lower('username'), condition=models.Q(('kind', 'user_saved')), name='journal_username'),
        ),
    ]
