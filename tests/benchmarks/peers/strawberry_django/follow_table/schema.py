"""The schema, with the optimizer that its documentation recommends."""

from typing import Any, cast

import strawberry
import strawberry_django
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from strawberry.extensions import ParserCache, ValidationCache
from strawberry_django.optimizer import DjangoOptimizerExtension

from . import models

PAGE = 20


def _likes(info: Any) -> Coalesce:
    """Return the count of a post's likes, as a subquery: a join would count for all posts."""
    likes = models.Liked.objects.filter(post=OuterRef("pk")).order_by().values("post")
    count = likes.annotate(count=Count("user_id")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _newest(info: Any) -> Prefetch:
    newest = models.Comment.objects.order_by("-id")[:PAGE]
    return Prefetch("comments", newest, to_attr="newest")


@strawberry_django.type(models.Person)
class Person:
    """A user."""

    username: strawberry.auto


@strawberry_django.type(models.Comment)
class Comment:
    """A comment."""

    content: strawberry.auto


@strawberry_django.type(models.Post)
class Post:
    """A post."""

    id: strawberry.auto
    content: strawberry.auto
    author: Person

    @strawberry_django.field(annotate={"number_of_likes": _likes})
    def likes_count(self) -> int:
        """Return how many people like it."""
        return cast(Any, self).number_of_likes

    @strawberry_django.field(prefetch_related=[_newest])
    def comments(self) -> list[Comment]:
        """Return the newest."""
        return cast(Any, self).newest


@strawberry.type
class Query:
    """The root."""

    @strawberry_django.field
    def feed(self, info: strawberry.Info) -> list[Post]:
        """Return the newest posts of the people whom the viewer follows."""
        viewer = info.context.request.viewer
        found: QuerySet[models.Post] = models.Post.objects.filter(
            author__followers__follower=viewer
        )
        return cast(Any, found.order_by("-id")[:PAGE])


schema = strawberry.Schema(
    Query, extensions=[DjangoOptimizerExtension, ParserCache(), ValidationCache()]
)
