"""Texts are counted in characters as people count them, of which one may be many code points.

The index of an expression would be built again under a lock, so it goes before and comes after;
meanwhile a search for names reads all of them, or is refused when that takes too long.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

from core.database.widening import WidenText


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0013_database_clock")]

    operations = [
        WidenText("user", "bio", models.CharField(blank=True, max_length=9000)),
        WidenText("postimage", "description", models.CharField(blank=True, max_length=9000)),
        RemoveIndexConcurrently("user", "user_name_search"),
        WidenText("user", "display_name", models.CharField(blank=True, max_length=1500)),
        AddIndexConcurrently(
            "user",
            GinIndex(SearchVector("display_name", config="simple"), name="user_name_search"),
        ),
    ]
