from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The index of a large table is made while it is written.
    atomic = False

    dependencies = [
        ('core', '0039_causes_of_bulk_acts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='also_suspended',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='deactivated_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        AddIndexConcurrently(
            model_name='user',
            index=models.Index(condition=models.Q(('deactivated_at__isnull', False)), fields=['deactivated_at'], name='user_deactivated'),
        ),
    ]
