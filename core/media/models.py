"""Files that are pending deletion."""

from django.db import models


class DoomedFile(models.Model):
    """A file of a storage that is deleted when due, unless this row is removed first.

    The deletion of a post adds the names of its files in the same transaction. An upload adds its
    names before it saves anything, and the transaction that inserts the rows of the images removes
    them. So no crash leaves a file without a row.
    """

    name = models.CharField(max_length=200, primary_key=True, help_text="In the media storage.")
    due_at = models.DateTimeField(db_index=True, help_text="Not to be deleted before this.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times it would not go.")

    def __str__(self) -> str:
        return self.name
