"""Posts: by id, and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.accounts.selectors import AUTHOR_COLUMNS
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.database.rows import instances_of
from core.database.search_time_budget import count_within_budget, page_within_budget
from core.database.time_ordered_ids import first_id_at
from core.lists.page_per_owner import PagePerOwner, newest_first_of_each
from core.lists.pages import HIGHEST, Page, PageRequest, newest_first
from core.visibility import Viewer, in_audience, visible
from core.visibility.audience import IN_AUDIENCE
from core.visibility.rule import VISIBLE

from .models import Post, PostImage
from .search import Search, count_found, found_posts

_COLUMNS = (
    "id, author_id, content, created_at, edited_at, audience, who_may_comment, standing, has_images"
)
_IS_VISIBLE = VISIBLE.format(person="core_post.author_id")
_IN_AUDIENCE = IN_AUDIENCE.format(post="core_post")

_OF_AUTHORS = """
    SELECT post.* FROM unnest(%(owners)s::bigint[]) AS author(id) CROSS JOIN LATERAL (
        SELECT {columns} FROM core_post
        WHERE author_id = author.id AND id < %(below)s AND id > %(above)s AND {visible}
            AND {audience}
        ORDER BY id {direction} LIMIT %(limit)s
    ) AS post
"""
_PARTS = {"columns": _COLUMNS, "visible": _IS_VISIBLE, "audience": _IN_AUDIENCE}
POSTS_OF_AUTHORS = PagePerOwner(
    newest=Prepared(_OF_AUTHORS.format(**_PARTS, direction="DESC")),
    oldest=Prepared(_OF_AUTHORS.format(**_PARTS, direction="ASC")),
)
# Written by hand: composing it takes longer than running it. A post is shown
# with its author nearly always, and is hidden with them.
_BY_IDS = Prepared(
    f"""
    SELECT post.*{AUTHOR_COLUMNS}
    FROM (SELECT {_COLUMNS} FROM core_post WHERE id = ANY(%(ids)s)) AS post
    JOIN core_user author ON author.id = post.author_id
        AND (author.is_active OR author.id = %(viewer)s)
    WHERE NOT EXISTS (
        SELECT FROM core_block WHERE viewer_id = %(viewer)s AND person_id = post.author_id)
        AND {IN_AUDIENCE.format(post="post")}
"""  # noqa: S608 - of constants
)


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts to return; a field that is None does not filter.

    `text` is in the syntax of a web search ("quoted phrase", or, -without, begin*), up to
    MAX_SEARCH_LENGTH characters; a longer one, or one without a word, raises InvalidInput where the
    filter is used. Dates are bounds on the
    time of writing, to the millisecond: from `created_after` on, before `created_before`.
    """

    author: int | None = None
    text: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    has_image: bool | None = None

    @property
    def search(self) -> Search | None:
        """The search by words, if there is one."""
        if not (self.text or "").strip():
            return None
        after, before = self.created_after, self.created_before
        return Search(
            text=self.text or "",
            author=self.author,
            has_image=self.has_image,
            from_id=0 if after is None else first_id_at(after),
            below_id=HIGHEST if before is None else first_id_at(before),
        )

    @property
    def is_open(self) -> bool:
        """Whether every post of an index range matches."""
        return (
            self.search is None
            and self.has_image is not False
            and not (self.has_image and self.author)
        )


@from_replica
def posts_by_ids(viewer: Viewer, pids: Sequence[int]) -> dict[int, Post]:
    """Return those of the posts that the viewer may see, by id, with their authors.

    One SQL statement.
    """
    found = instances_of(Post, _BY_IDS, {"viewer": viewer.key, "ids": list(pids)})
    return {post.id: post for post in found}


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

    A search reads what `posts.search` says; images are looked for until a page is full. Raises
    TooMuchWork where that is too long, and InvalidInput naming `search`.
    """
    if wanted.is_open:
        return newest_first(_matching(viewer, wanted), page)
    return _found_page(viewer, wanted, page)


@page_within_budget
def _found_page(viewer: Viewer, wanted: PostFilter, page: PageRequest) -> Page[Post]:
    if wanted.search is not None:
        return found_posts(viewer, wanted.search, page)
    return newest_first(_matching(viewer, wanted), page)


@from_replica
@count_within_budget
def count_posts(viewer: Viewer, wanted: PostFilter) -> int:
    """Return how many posts match. One SQL statement that reads all of them. Raises TooMuchWork."""
    if wanted.search is not None:
        return count_found(viewer, wanted.search)
    return _matching(viewer, wanted).count()


def _matching(viewer: Viewer, wanted: PostFilter) -> QuerySet[Post]:
    posts = in_audience(visible(Post.objects.all(), viewer, "author"), viewer)
    if wanted.author is not None:
        posts = posts.filter(author=wanted.author)
    if wanted.created_after is not None:
        posts = posts.filter(pk__gte=first_id_at(wanted.created_after))
    if wanted.created_before is not None:
        posts = posts.filter(pk__lt=first_id_at(wanted.created_before))
    if wanted.has_image is not None:
        posts = posts.filter(has_images=wanted.has_image)
    return posts
