"""What a block has cut is remembered as the cause of the entry.

The table came with 0025, which no release has.
"""

from django.db import migrations

COPY = """
    INSERT INTO core_entrycause (entry, by_id, cause, at)
    SELECT entry, by_id, 'block', cut_at FROM core_cutfollow
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0030_journal_relations"),
    ]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.DeleteModel(name="CutFollow"),
    ]
