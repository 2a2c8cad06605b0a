"""Reports, and the cases that they are grouped into."""

from django.db import models
from django.db.models.functions import Now


class SubjectKind(models.TextChoices):
    """What can be reported."""

    POST = "post"
    COMMENT = "comment"
    USER = "user"


class Category(models.TextChoices):
    """What somebody reports it for."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    HATE = "hate"
    VIOLENCE = "violence"
    SEXUAL = "sexual"
    SELF_HARM = "self_harm", "Self-harm"
    ILLEGAL = "illegal"
    IMPERSONATION = "impersonation"
    OTHER = "other"


class Case(models.Model):
    """All reports of one post, comment or user until somebody decides about it.

    What is reported may be deleted meanwhile, so it is no foreign key; the reports have what it
    was.
    """

    class State(models.TextChoices):
        """What happens to it."""

        OPEN = "open"
        # A decision waits for the approval of a second moderator.
        PROPOSED = "proposed"
        DECIDED = "decided"

    kind = models.CharField(max_length=7, choices=SubjectKind.choices)
    subject = models.BigIntegerField(help_text="The id of the post, comment or user.")
    person = models.ForeignKey(
        "core.User", models.CASCADE, related_name="+", db_index=False, help_text="Who is reported."
    )
    category = models.CharField(
        max_length=13, choices=Category.choices, help_text="Of the first report."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reports_count = models.PositiveIntegerField(default=0, db_default=0)
    evidence = models.JSONField(default=dict, help_text="As it was at the last report.")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                name="case_one_open",
                condition=models.Q(decided_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="case_queue"),
            models.Index(fields=["person", "-id"], name="case_of_person"),
        ]
        permissions = [("moderate", "May decide about reports")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject} ({self.pk})"


class Report(models.Model):
    """What one user reports, once a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False)
    category = models.CharField(max_length=13, choices=Category.choices)
    text = models.CharField(max_length=3_000, blank=True)
    rule = models.CharField(max_length=600, blank=True, help_text="Which rule is broken.")
    evidence = models.JSONField(
        null=True, help_text="What is reported, as it was; null if as in the report before."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_once_a_case"),
        ]
        indexes = [models.Index(fields=["reporter", "-id"], name="report_newest")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.case_id} by {self.reporter_id}"
