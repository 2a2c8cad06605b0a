"""The journal: every change to the graph, in the order in which it was decided."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Lower, Now

from graph.edges import EDGES, POSTED, RELATION_KINDS, REQUESTED


class JournalKind(models.TextChoices):
    """The changes of users; those of edges are in the registry, `graph/edges.py`."""

    USER_SAVED = "user_saved"
    USER_DELETED = "user_deleted"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"


KINDS: list[tuple[str, str]] = [
    (kind, kind.replace("_", " ").title())
    for kind in (*JournalKind.values, *(kind for edge in EDGES for kind in edge.kinds))
]


class StorePair(models.Model):
    """One row: what the graph has to show too, if both stores belong together (`pairing.py`)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    installation = models.UUIDField(
        db_default=RandomUUID(), help_text="Whose stores they are; a restored copy has its own."
    )
    epoch = models.UUIDField(db_default=RandomUUID(), help_text="Another one after a restore.")
    beat = models.BigIntegerField(db_default=0, help_text="The last one that the graph has.")
    beating = models.BigIntegerField(db_default=0, help_text="One that it may have already.")
    is_paired = models.BooleanField(db_default=False, help_text="Whether a graph was ever paired.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="store_pair_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.epoch} {self.beat}"


class JournalEntries(models.Manager["JournalEntry"]):
    """Queries of entries by their state."""

    def waiting(self) -> "models.QuerySet[JournalEntry]":
        """Return entries that are not applied yet and still retried."""
        return self.filter(applied_at__isnull=True, set_aside_at__isnull=True)


class JournalEntry(models.Model):
    """One change. Its id is the version of the node or edge that it writes.

    Rows are written in the transaction of the documents they belong to and kept for good; they
    name users, posts and comments by number, because they outlive them. Only the columns that
    tell how far the graph has come (`applied_at`, `attempts`, `error`, `retry_at`, `set_aside_at`,
    `claimed_…`) change.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=KINDS)
    actor = models.BigIntegerField(help_text="The person who acts (User.id).")
    target = models.BigIntegerField(
        null=True, help_text="The followee or dismissed person (User.id), or the post (Post.id)."
    )
    comment = models.BigIntegerField(null=True, help_text="Comment.id, for comments.")
    username = models.CharField(
        max_length=30, blank=True, help_text="For user_saved; erased with the user."
    )
    # By PostgreSQL's clock: the relay compares them, and web servers' clocks differ.
    at = models.DateTimeField(db_default=Now(), help_text="When the person did it.")
    recorded_at = models.DateTimeField(db_default=Now(), help_text="When it was written here.")
    # Loads import what happened long ago: subscribers are not informed of it.
    is_live = models.BooleanField(
        db_default=False, help_text="Whether subscribers hear of it once Neo4j has it."
    )
    applied_at = models.DateTimeField(null=True, help_text="When Neo4j had it.")
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Failed attempts of the relay."
    )
    error = models.TextField(blank=True, help_text="Why the last attempt failed.")
    retry_at = models.DateTimeField(null=True, help_text="Not retried before this.")
    set_aside_at = models.DateTimeField(
        null=True, help_text="When the relay gave up on it; an operator has to look."
    )
    claimed_by = models.IntegerField(
        null=True, help_text="The session of the relay that is applying it: a backend's pid."
    )
    claimed_until = models.DateTimeField(
        null=True, help_text="When another relay may take it, unless that session ended before."
    )

    objects = JournalEntries()

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [
            models.Index(fields=["actor", "target", "id"], name="journal_edge"),
            models.Index(
                fields=["id"],
                name="journal_waiting",
                condition=models.Q(applied_at__isnull=True),
            ),
            # Who has left and which posts went, for the audit.
            models.Index(
                fields=["kind", "target", "actor"],
                name="journal_deletions",
                condition=models.Q(kind__in=[JournalKind.USER_DELETED, POSTED.undone_by]),
            ),
            models.Index(
                fields=["id"],
                name="journal_set_aside",
                condition=models.Q(set_aside_at__isnull=False),
            ),
            # Who followed somebody, and who was called something, at a moment of the past.
            models.Index(
                fields=["target", "actor", "id"],
                name="journal_followers",
                condition=models.Q(kind__in=["followed", "unfollowed"]),
            ),
            # What somebody did about others of late.
            models.Index(
                fields=["actor", "recorded_at"],
                name="journal_relations",
                condition=models.Q(kind__in=RELATION_KINDS),
            ),
            models.Index(
                fields=["actor", "recorded_at"],
                name="journal_requests",
                condition=models.Q(kind__in=REQUESTED.kinds),
            ),
            models.Index(
                Lower("username"),
                name="journal_username",
                condition=models.Q(kind="user_saved"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.actor} {self.target or ''}".rstrip()


class Cause(models.TextChoices):
    """Why an entry was written, where it is not that its actor decided it just so."""

    ME = "me"
    BLOCK = "block"
    UNDO = "undo"
    EXPIRY = "expiry"
    BULK = "bulk"
    MODERATOR = "staff"
    # The end of a request by which somebody follows: what is remembered is the follow.
    ANSWER = "answer"
    IMPORT = "import"


class EntryCause(models.Model):
    """Who decided what an entry about a relation says, and why.

    Most entries have none: then their actor decided it. Written with the entry, and kept for as
    long as it can be undone (`causes.py`).
    """

    entry = models.BigIntegerField(primary_key=True, help_text="JournalEntry.id.")
    by = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Who decided it."
    )
    cause = models.CharField(max_length=8, choices=Cause.choices)
    until = models.DateTimeField(null=True, help_text="The end of a mute that ended before it.")
    bulk = models.BigIntegerField(
        null=True, help_text="BulkAct.id or RelationImport.id, of which it is a part."
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="cause_by")]

    def __str__(self) -> str:
        return f"{self.entry} {self.cause} by {self.by_id}"
