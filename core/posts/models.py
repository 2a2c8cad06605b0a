"""Posts and their images."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Now

from core.accounts.models import User
from core.common.bidi import isolated
from core.common.text import beginning
from core.database.time_ordered_ids import time_ordered_key
from core.search import PostWordsField
from core.visibility.audience import Audience
from core.visibility.commenters import Commenters
from core.visibility.standing import Standing

SEARCH_CONFIG = "english"


class PostManager(models.Manager["Post"]):
    """Reads posts without their words, which only a search compares."""

    def get_queryset(self) -> models.QuerySet["Post"]:
        """Return all posts."""
        return super().get_queryset().defer("words")


class Post(models.Model):
    """A post. Newest first is `ORDER BY id DESC`."""

    id = time_ordered_key()
    author = models.ForeignKey(User, models.CASCADE, related_name="posts", db_index=False)
    content = models.TextField(max_length=5000, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    audience = models.PositiveSmallIntegerField(
        choices=Audience.choices, default=Audience.PUBLIC, db_default=Audience.PUBLIC
    )
    who_may_comment = models.PositiveSmallIntegerField(
        choices=Commenters.choices, default=Commenters.EVERYBODY, db_default=Commenters.EVERYBODY
    )
    standing = models.PositiveSmallIntegerField(
        choices=Standing.choices,
        default=Standing.VISIBLE,
        db_default=Standing.VISIBLE,
        editable=False,
    )
    # Kept on the post so that "only with images" is an index range and not a join.
    has_images = models.BooleanField(default=False, editable=False)
    # What searches find the post by; empty until a job has read the post.
    words = PostWordsField()

    objects = PostManager()

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["author", "-id"], name="post_author_newest"),
            models.Index(
                fields=["-id"], name="post_with_images", condition=models.Q(has_images=True)
            ),
            models.Index(
                fields=["author", "audience"],
                name="post_narrow",
                condition=models.Q(audience__gt=Audience.PUBLIC),
            ),
            models.Index(
                fields=["author"],
                name="post_withheld",
                condition=models.Q(standing__gt=Standing.VISIBLE),
            ),
            # A search reads what waits to be merged into the index: 1 MB, not the usual 4.
            GinIndex(fields=["words"], name="post_words", gin_pending_list_limit=1024),
            models.Index(
                fields=["-id"], name="post_without_words", condition=models.Q(words__isnull=True)
            ),
            # Of the release before, and of posts without words; the next release drops it.
            GinIndex(SearchVector("content", config=SEARCH_CONFIG), name="post_search"),
        ]

    def __str__(self) -> str:
        return f"{isolated(beginning(self.content, 60)) or 'A picture'} ({self.pk})"


class Mention(models.Model):
    """A user whom a post names: they may see it, whatever its audience."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+", help_text="Of the post.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], name="mention_once_a_post"),
        ]
        indexes = [models.Index(fields=["person", "author"], name="mention_of_by")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class PostImage(models.Model):
    """One image of a post, re-encoded in two sizes; `position` counts from 0."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="images", db_index=False)
    position = models.PositiveSmallIntegerField()
    large = models.FileField(max_length=200)
    small = models.FileField(max_length=200)
    width = models.PositiveIntegerField(help_text="Of the large version, in pixels.")
    height = models.PositiveIntegerField(help_text="Of the large version, in pixels.")
    description = models.CharField(max_length=9_000, blank=True)

    class Meta:
        ordering = ["post", "position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="post_image_position"),
        ]

    def __str__(self) -> str:
        return self.description or str(self.large)
