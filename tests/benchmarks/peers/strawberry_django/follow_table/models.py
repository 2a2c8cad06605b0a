"""The tables of the schema `peers`, which is first on the search path."""

from django.db import models


class Person(models.Model):
    """A user."""

    username = models.TextField()

    class Meta:
        managed = False
        db_table = "person"

    def __str__(self) -> str:
        return self.username


class Post(models.Model):
    """A post."""

    author = models.ForeignKey(Person, models.DO_NOTHING, related_name="posts")
    content = models.TextField()

    class Meta:
        managed = False
        db_table = "post"

    def __str__(self) -> str:
        return self.content


class Comment(models.Model):
    """A comment."""

    post = models.ForeignKey(Post, models.DO_NOTHING, related_name="comments")
    content = models.TextField()

    class Meta:
        managed = False
        db_table = "comment"

    def __str__(self) -> str:
        return self.content


class Follow(models.Model):
    """Who follows whom."""

    pk = models.CompositePrimaryKey("follower_id", "followee_id")
    follower = models.ForeignKey(Person, models.DO_NOTHING, related_name="following")
    followee = models.ForeignKey(Person, models.DO_NOTHING, related_name="followers")

    class Meta:
        managed = False
        db_table = "follow"

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followee_id}"


class Liked(models.Model):
    """Who likes which post."""

    pk = models.CompositePrimaryKey("post_id", "user_id")
    post = models.ForeignKey(Post, models.DO_NOTHING, related_name="likes")
    user = models.ForeignKey(Person, models.DO_NOTHING, related_name="likes")

    class Meta:
        managed = False
        db_table = "liked"

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.post_id}"
