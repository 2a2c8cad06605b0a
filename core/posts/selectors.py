"""Posts: by id, and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet

from core.common.text import clean_text
from core.database.routing import from_replica
from core.database.search_time_budget import within_budget
from core.database.time_ordered_ids import first_id_at
from core.lists.page_per_owner import PagePerOwner, newest_first_of_each
from core.lists.pages import Page, PageRequest, newest_first
from core.visibility import Viewer, visible
from core.visibility.rule import VISIBLE

from .models import SEARCH_CONFIG, Post, PostImage

MAX_SEARCH_LENGTH = 200

_IS_VISIBLE = VISIBLE.format(person="core_post.author_id")

_OF_AUTHORS = """
    SELECT post.* FROM unnest(%(owners)s::bigint[]) AS author(id) CROSS JOIN LATERAL (
        SELECT * FROM core_post
        WHERE author_id = author.id AND id < %(below)s AND id > %(above)s AND {visible}
        ORDER BY id {direction} LIMIT %(limit)s
    ) AS post
"""
POSTS_OF_AUTHORS = PagePerOwner(
    newest=_OF_AUTHORS.format(visible=_IS_VISIBLE, direction="DESC"),
    oldest=_OF_AUTHORS.format(visible=_IS_VISIBLE, direction="ASC"),
)
# Written by hand: every feed reads it, and composing it takes longer than running it.
_BY_IDS = "SELECT * FROM core_post WHERE id = ANY(%(ids)s) AND " + _IS_VISIBLE  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts to return; a field that is None does not filter.

    `text` is in the syntax of a web search ("quoted phrase", or, -without), up to MAX_SEARCH_LENGTH
    characters; a longer one raises InvalidInput where the filter is used. Dates are bounds on the
    time of writing, to the millisecond: from `created_after` on, before `created_before`.
    """

    author: int | None = None
    text: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    has_image: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether every post of an index range matches."""
        return (
            not self.text and self.has_image is not False and not (self.has_image and self.author)
        )


@from_replica
def posts_by_ids(viewer: Viewer, pids: Sequence[int]) -> dict[int, Post]:
    """Return those of the posts that the viewer may see, by id. One SQL statement."""
    found = Post.objects.raw(_BY_IDS, {"viewer": viewer.key, "ids": list(pids)})
    return {post.pk: post for post in found}


@from_replica
def images_of_posts(pids: Sequence[int]) -> dict[int, list[PostImage]]:
    """Return the images of each post that has any, in their order. One SQL statement."""
    images: dict[int, list[PostImage]] = {}
    for image in PostImage.objects.filter(post__in=pids).order_by("post_id", "position"):
        images.setdefault(image.post_id, []).append(image)
    return images


@from_replica
def posts_of_authors(
    viewer: Viewer, uids: Sequence[int], page: PageRequest
) -> dict[int, Page[Post]]:
    """Return a page of the posts of each user who wrote any, newest first.

    One SQL statement: an index range of `page.limit` rows a user.
    """
    return newest_first_of_each(
        viewer, Post, POSTS_OF_AUTHORS, uids, page, owner=lambda post: post.author_id
    )


@from_replica
def posts_page(viewer: Viewer, wanted: PostFilter, page: PageRequest) -> Page[Post]:
    """Return a page of the posts that match, newest first. One SQL statement.

    It reads as many posts as it takes to find a page: raises TooMuchWork where that is too long.
    """
    if wanted.is_open:
        return newest_first(_matching(viewer, wanted), page)
    return _found_page(viewer, wanted, page)


@within_budget
def _found_page(viewer: Viewer, wanted: PostFilter, page: PageRequest) -> Page[Post]:
    return newest_first(_matching(viewer, wanted), page)


@from_replica
@within_budget
def count_posts(viewer: Viewer, wanted: PostFilter) -> int:
    """Return how many posts match. One SQL statement that reads all of them. Raises TooMuchWork."""
    return _matching(viewer, wanted).count()


def _matching(viewer: Viewer, wanted: PostFilter) -> QuerySet[Post]:
    posts = visible(Post.objects.all(), viewer, "author")
    if wanted.author is not None:
        posts = posts.filter(author=wanted.author)
    if wanted.text:
        text = clean_text(wanted.text, field="search", longest=MAX_SEARCH_LENGTH, required=False)
        query = SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
        vector = SearchVector("content", config=SEARCH_CONFIG)
        posts = posts.alias(words=vector).filter(words=query)
    if wanted.created_after is not None:
        posts = posts.filter(pk__gte=first_id_at(wanted.created_after))
    if wanted.created_before is not None:
        posts = posts.filter(pk__lt=first_id_at(wanted.created_before))
    if wanted.has_image is not None:
        posts = posts.filter(has_images=wanted.has_image)
    return posts
