from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The index is made while sessions are written.
    atomic = False

    dependencies = [
        ('core', '0040_deactivated'),
    ]

    operations = [
        migrations.AddField(
            model_name='refreshtoken',
            name='began_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refreshtoken',
            name='device',
            field=models.CharField(db_default='', max_length=60),
        ),
        migrations.AddField(
            model_name='refreshtoken',
            name='place',
            field=models.CharField(db_default='', max_length=50),
        ),
        AddIndexConcurrently(
            model_name='refreshtoken',
            index=models.Index(condition=models.Q(('revoked_at__isnull', True), ('spent_at__isnull', True)), fields=['family'], name='refresh_token_valid'),
        ),
    ]
