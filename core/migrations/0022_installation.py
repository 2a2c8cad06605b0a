"""Whose stores these are."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0021_store_pair")]

    operations = [
        migrations.AddField(
            model_name="storepair",
            name="installation",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                help_text="Whose stores they are; a restored copy has its own.",
            ),
        ),
    ]
