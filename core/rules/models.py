"""Rules about content, and the version of all of them."""

from django.db import models
from django.db.models.functions import Now


class RuleAct(models.TextChoices):
    """What becomes of what a rule matches."""

    HOLD = "hold", "hold it for review"
    REFUSE = "refuse", "refuse it"


class ContentRule(models.Model):
    """Words, a domain of links, or one of e-mail addresses, and what becomes of what has them."""

    class Kind(models.TextChoices):
        """What it is looked for in."""

        WORDS = "words", "words of posts and comments"
        LINK = "link", "a domain in posts and comments"
        EMAIL = "email", "the domain of e-mail addresses"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=253, help_text="As it was written.")
    folded = models.CharField(
        max_length=1_000, editable=False, help_text="The words between spaces, or the domain."
    )
    act = models.CharField(
        max_length=8, choices=RuleAct.choices, default=RuleAct.HOLD, help_text="Addresses: refuse."
    )
    is_on = models.BooleanField(default=False, help_text="Try it first.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "folded"], name="content_rule_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class RuleSet(models.Model):
    """One row with the version of the rules: the microsecond of their last change."""

    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Rules of {self.version}"
