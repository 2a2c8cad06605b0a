from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_live_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('spent_until', models.DateTimeField(help_text='When all of it is there again.')),
            ],
        ),
        migrations.RunSQL("ALTER TABLE core_allowance SET UNLOGGED", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='KnownAddress',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
