from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0029_entry_causes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="journalentry",
            index=models.Index(
                condition=models.Q(
                    (
                        "kind__in",
                        ["followed", "unfollowed", "blocked", "unblocked", "muted", "unmuted"],
                    )
                ),
                fields=["actor", "recorded_at"],
                name="journal_relations",
            ),
        ),
    ]
