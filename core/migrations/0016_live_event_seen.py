import core.realtime.models
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the writer of an event saw.

    The default comes after the column: with it, PostgreSQL would give rows that are there already
    the snapshot of this migration, in which their neighbours are visible.
    """

    dependencies = [
        ('core', '0015_one_spelling_of_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='liveevent',
            name='seen',
            field=models.TextField(db_default=''),
        ),
        migrations.AlterField(
            model_name='liveevent',
            name='seen',
            field=models.TextField(db_default=core.realtime.models.CurrentSnapshot()),
        ),
    ]
