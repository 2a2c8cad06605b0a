"""Comments, in threads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from core.accounts.models import User
from core.common.bidi import isolated
from core.common.text import beginning
from core.database.time_ordered_ids import time_ordered_key
from core.posts.models import Post
from core.visibility.standing import Standing


class Comment(models.Model):
    """A comment on a post, or a reply to another comment of the same post (`parent`)."""

    id = time_ordered_key()
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments", db_index=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="comments")
    # Deleting a comment first hands its replies to its own parent; the database must never do it.
    parent = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="replies", db_index=False
    )
    content = models.TextField(max_length=2000)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    standing = models.PositiveSmallIntegerField(
        choices=Standing.choices,
        default=Standing.VISIBLE,
        db_default=Standing.VISIBLE,
        editable=False,
    )
    # The ids of whom the text mentions, in its order; null for nobody. Who is deleted since stays.
    mentioned = ArrayField(models.BigIntegerField(), null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["post", "-id"], name="comment_post_newest"),
            models.Index(fields=["parent", "-id"], name="comment_replies_newest"),
            models.Index(
                fields=["id"],
                name="comment_withheld",
                condition=models.Q(standing__gt=Standing.VISIBLE),
            ),
        ]

    def __str__(self) -> str:
        return f"{isolated(beginning(self.content, 60))} ({self.pk})"
