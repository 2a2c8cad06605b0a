"""Who is hidden from whom by a block, and whom and what words a user mutes."""

from django.db import models
from django.db.models.functions import Now


class Block(models.Model):
    """A person who is hidden from a viewer: two rows for each block, one for either of the two.

    A row is written and deleted with the journal entry of the edge `BLOCKS`, so that the rule is a
    probe of one index. Of two people one at most blocks the other, as nobody finds who is hidden.
    """

    id = models.BigAutoField(primary_key=True)
    viewer = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    is_own = models.BooleanField(help_text="Whether the viewer is the one who blocks.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "person"], name="block_one_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} {'blocks' if self.is_own else 'is blocked by'} {self.person_id}"


class Mute(models.Model):
    """A person whose posts and acts the viewer does not read, for good or `until` a time.

    A row is written and deleted with the journal entry of the edge `MUTES`.
    """

    id = models.BigAutoField(primary_key=True)
    viewer = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("core.User", models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "person"], name="mute_one_of_a_pair"),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                name="mute_until",
                condition=models.Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} mutes {self.person_id}"


class MutedWord(models.Model):
    """A word or phrase whose posts and comments the viewer is not sent, for good or `until` a time.

    `words` are its folded words between spaces, as `core.search.plain_words` makes them of every
    text: a text has the phrase if it contains them.
    """

    id = models.BigAutoField(primary_key=True)
    viewer = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=1_000)
    words = models.CharField(max_length=1_000)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "words"], name="muted_word_once"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} mutes {self.text}"
