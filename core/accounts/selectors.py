"""Users: by id, by name, by token, and searched."""

import re
from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet

from core.common.text import can_be_kept
from core.database import read_your_writes
from core.database.routing import from_replica
from core.database.search_time_budget import within_budget
from core.lists.pages import Page, PageRequest, oldest_first
from core.visibility import Viewer, visible

from .models import NAME_SEARCH_CONFIG, User

# The columns that any viewer may see.
_SHOWN = (
    "username",
    "display_name",
    "bio",
    "profile_image",
    "profile_image_small",
    "date_joined",
    "is_active",
)

# Written by hand: nearly every request runs both, and composing them takes longer than running
# them.
_BY_IDS = """
    SELECT id, username, display_name, bio, profile_image, profile_image_small, date_joined,
           is_active
    FROM core_user WHERE id = ANY(%(ids)s) AND (is_active OR id = %(viewer)s)
"""
_BY_TOKEN = """
    SELECT *, statement_timestamp() AS seen_at
    FROM core_user WHERE id = %s AND token_version = %s AND deleted_at IS NULL
"""  # noqa: S105

# The same, with the positions of the user's last write.
_BY_TOKEN_WITH_LAST_WRITE = """
    SELECT person.*, statement_timestamp() AS seen_at,
        last.wal_position AS written_to, last.bookmarks AS written_bookmarks
    FROM core_user person
    LEFT JOIN core_lastwrite last
        ON last.user_id = person.id AND last.at > now() - %s * interval '1 second'
    WHERE person.id = %s AND person.token_version = %s AND person.deleted_at IS NULL
"""  # noqa: S105

# No name is longer, and of tens of thousands of words PostgreSQL runs out of stack.
MAX_SEARCH_LENGTH = 100


def user_by_id(viewer: Viewer, uid: int) -> User | None:
    """Return the user with this id. One SQL statement."""
    return users_by_ids(viewer, [uid]).get(uid)


@from_replica
def user_by_username(viewer: Viewer, username: str) -> User | None:
    """Return the user of this name, whatever the case. One SQL statement."""
    return _shown(viewer).filter(username__lower=username.lower()).first()


@from_replica
def users_by_ids(viewer: Viewer, uids: Sequence[int]) -> dict[int, User]:
    """Return those of the users whom the viewer may see, with what is shown of them, by id.

    One SQL statement.
    """
    found = User.objects.raw(_BY_IDS, {"viewer": viewer.key, "ids": list(uids)})
    return {user.pk: user for user in found}


def authenticated_user(uid: int, *, token_version: int) -> User | None:
    """Return the user of an access token, or None when the token is revoked. One SQL statement.

    Read from the primary, so that the end of a session takes effect at once. A suspended user may
    sign in, and read. The user has `seen_at`, the time by PostgreSQL's clock. Where own writes are
    remembered, the user has `written_to` and `written_bookmarks` too, both None without a recent
    write.
    """
    if read_your_writes.are_remembered():
        parameters = [read_your_writes.KEPT_SECONDS, uid, token_version]
        found = User.objects.raw(_BY_TOKEN_WITH_LAST_WRITE, parameters)
    else:
        found = User.objects.raw(_BY_TOKEN, [uid, token_version])
    return next(iter(found), None)


@from_replica
def search_users(viewer: Viewer, text: str | None, page: PageRequest) -> Page[User]:
    """Return users whose username begins with the text, or whose display name has its words.

    The last word of the text may be the beginning of a word. The oldest accounts come first;
    without a text all users are returned. One SQL statement: an index range without a text, and
    with one the rows that match, by two indexes (of a million users, 20 ms for a rare name and 0.4
    s for one that 200,000 have). Raises TooMuchWork where a search takes too long.
    """
    if not (text or "").strip():
        return oldest_first(_shown(viewer), page)
    return _found_page(viewer, text, page)


@within_budget
def _found_page(viewer: Viewer, text: str | None, page: PageRequest) -> Page[User]:
    return _found_first(_matching(viewer, text).only(*_SHOWN), page)


@from_replica
@within_budget
def count_users(viewer: Viewer, text: str | None) -> int:
    """Return how many users match. One SQL statement that reads all of them. Raises TooMuchWork."""
    return _matching(viewer, text).count()


def _found_first(found: QuerySet[User], page: PageRequest) -> Page[User]:
    """Like `oldest_first`, by the indexes of the search.

    PostgreSQL estimates a prefix as a hundred times more common than it is and would walk the
    primary key until it has a page: 1.2 s where there is none. Ordering by a sum prevents that.
    """
    place = F("id") + 0
    if page.after is not None:
        found = found.filter(id__gt=page.after)
    if page.before is not None:
        found = found.filter(id__lt=page.before)
    ordered = found.order_by(place.desc() if page.backward else place.asc())
    return Page.cut(list(ordered[: page.limit]), page, key=lambda user: user.pk)


def _shown(viewer: Viewer) -> QuerySet[User]:
    return visible(User.objects.only(*_SHOWN), viewer, "pk")


def _matching(viewer: Viewer, text: str | None) -> QuerySet[User]:
    everyone = visible(User.objects.all(), viewer, "pk")
    wanted = (text or "").strip().lower()
    if not wanted:
        return everyone
    if len(wanted) > MAX_SEARCH_LENGTH or not can_be_kept(wanted):
        return User.objects.none()
    by_username = Q(username__lower__startswith=wanted)
    words = re.findall(r"[^\W_]+", wanted)
    if not words:
        return everyone.filter(by_username)
    # Letters and digits alone: nothing in it means anything to the query language.
    query = SearchQuery(" & ".join(words) + ":*", config=NAME_SEARCH_CONFIG, search_type="raw")
    vector = SearchVector("display_name", config=NAME_SEARCH_CONFIG)
    return everyone.alias(name_words=vector).filter(by_username | Q(name_words=query))
