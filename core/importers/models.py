"""What an import has created, so that running it again changes nothing."""

from django.db import models


class ImportRecord(models.Model):
    """The item `key` of `source` was imported as the object `object_id`."""

    source = models.CharField(max_length=100, help_text="The name of the imported network.")
    kind = models.CharField(max_length=10, help_text="user, post or comment.")
    key = models.CharField(max_length=100, help_text="Its id in the source.")
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "key"], name="import_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"
