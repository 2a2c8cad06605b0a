"""Image files that are to be deleted: written down before anything can go wrong."""

from django.db import models


class DoomedFile(models.Model):
    """A file of the media storage that goes when its time has come, unless its row goes first.

    What deletes a post writes the names of its files here in the same transaction. An upload
    writes its names here before it saves anything, and the transaction that brings the rows of
    the images takes them off again. So no crash leaves a file that nobody names.
    """

    name = models.CharField(max_length=200, primary_key=True, help_text="In the media storage.")
    due_at = models.DateTimeField(db_index=True, help_text="Not to be deleted before this.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times it would not go.")

    def __str__(self) -> str:
        return self.name
