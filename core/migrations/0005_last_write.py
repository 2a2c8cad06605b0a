import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_doomed_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastWrite',
            fields=[
                ('user', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('wal_position', models.BigIntegerField(help_text="A byte of PostgreSQL's write-ahead log.")),
                ('bookmarks', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text="Neo4j's, the newest first.", size=None)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            """
            ALTER TABLE core_lastwrite SET UNLOGGED,
                ADD FOREIGN KEY (user_id) REFERENCES core_user ON DELETE CASCADE;
            """,
            "ALTER TABLE core_lastwrite DROP CONSTRAINT core_lastwrite_user_id_fkey",
        ),
    ]
