from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0050_second_factors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entrycause",
            name="cause",
            field=models.CharField(
                choices=[
                    ("me", "Me"),
                    ("block", "Block"),
                    ("undo", "Undo"),
                    ("expiry", "Expiry"),
                    ("bulk", "Bulk"),
                    ("staff", "Moderator"),
                    ("answer", "Answer"),
                ],
                max_length=8,
            ),
        ),
        AddIndexConcurrently(
            model_name="journalentry",
            index=models.Index(
                condition=models.Q(("kind__in", ["requested", "request_ended"])),
                fields=["actor", "recorded_at"],
                name="journal_requests",
            ),
        ),
    ]
