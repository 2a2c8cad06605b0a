"""Users: by id, by name, by token, and searched."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from core.common.clock import EPOCH
from core.database import read_your_writes
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.database.rows import instances_of
from core.database.search_time_budget import count_within_budget, page_within_budget
from core.journal.store_pair import epoch
from core.lists.pages import Page, PageRequest, oldest_first
from core.rules.current import VERSION
from core.visibility import Viewer, visible
from core.visibility.audience import ANY_NARROW
from core.visibility.discovery import discoverable
from core.visibility.viewer import MANY

from .models import User
from .old_usernames import users_of_old_name
from .search import count_found, found_users, known_to

# The columns that any viewer may see.
SHOWN = (
    "id",
    "username",
    "display_name",
    "bio",
    "profile_image",
    "profile_image_small",
    "date_joined",
    "is_active",
    "is_private",
    "is_limited",
    "has_narrow_posts",
    "followers_visible_to",
    "following_visible_to",
    "is_discoverable",
)

# For statements that read documents with their authors (core/database/rows.py).
AUTHOR_COLUMNS = "".join(f', author.{column} AS "author.{column}"' for column in SHOWN)

# Written by hand: nearly every request runs both, and composing them takes longer than running
# them.
_BY_IDS = Prepared(
    f"""
    SELECT {", ".join(SHOWN)}
    FROM core_user WHERE id = ANY(%(ids)s) AND (is_active OR id = %(viewer)s) AND NOT EXISTS (
        SELECT FROM core_block WHERE viewer_id = %(viewer)s AND person_id = core_user.id)
"""  # noqa: S608 - of constants
)
_COLUMNS = ", ".join(
    f"person.{field.column}" for field in User._meta.concrete_fields if field.name != "name_words"
)
# Mostly nobody, found by two probes of an index: so nothing else is asked for those who hide
# nobody. Many take longer to read than most of what is asked for, and half of that does not need
# them. As a text, which is known again (`people_of`), as numbers are not.
_HIDES_MANY = f"""EXISTS (
        SELECT FROM core_block WHERE viewer_id = person.id OFFSET {MANY})"""
_HIDDEN = f"""{_HIDES_MANY} AS hides_many, CASE WHEN NOT {_HIDES_MANY} THEN
            ARRAY(SELECT person_id FROM core_block WHERE viewer_id = person.id)::text END AS hidden,
        ARRAY(SELECT person_id FROM core_mute WHERE viewer_id = person.id
            AND (until IS NULL OR until > statement_timestamp())) AS muted,
        ARRAY(SELECT words FROM core_mutedword WHERE viewer_id = person.id
            AND (until IS NULL OR until > statement_timestamp())) AS muted_words,
        {ANY_NARROW} AS any_narrow"""  # noqa: S608 - of constants
# A token that names a session is void once that has ended: it has one valid refresh token.
_LASTS = """(%s::uuid IS NULL OR EXISTS (
        SELECT FROM core_refreshtoken
        WHERE family = %s::uuid AND user_id = person.id
            AND spent_at IS NULL AND revoked_at IS NULL))"""
# Of the user who is found by a token: `person`, and what is known with them.
VIEWER_COLUMNS = f"""{_COLUMNS}, statement_timestamp() AS seen_at,
        (SELECT epoch::text FROM core_storepair) AS epoch, {VERSION} AS rules_version, {_HIDDEN}"""  # noqa: S608 - of constants
_BY_TOKEN = Prepared(
    f"""
    SELECT {VIEWER_COLUMNS}
    FROM core_user person
    WHERE id = %s AND token_version = %s AND deleted_at IS NULL AND {_LASTS}
"""  # noqa: S608 - of constants
)

# The same, with the positions of the user's last write.
_BY_TOKEN_WITH_LAST_WRITE = Prepared(
    f"""
    SELECT {VIEWER_COLUMNS},
        last.wal_position AS written_to, last.bookmarks AS written_bookmarks
    FROM core_user person
    LEFT JOIN core_lastwrite last
        ON last.user_id = person.id AND last.at > now() - %s * interval '1 second'
    WHERE person.id = %s AND person.token_version = %s AND person.deleted_at IS NULL AND {_LASTS}
"""  # noqa: S608 - of constants
)

MICROSECOND = timedelta(microseconds=1)
# Hexadecimal digits: 96 bits.
DIGEST_LENGTH = 24


def user_by_id(viewer: Viewer, uid: int) -> User | None:
    """Return the user with this id. One SQL statement."""
    return users_by_ids(viewer, [uid]).get(uid)


@from_replica
def user_by_username(viewer: Viewer, username: str) -> User | None:
    """Return the user who has or lately had this name, whatever the case.

    One SQL statement, and another one for a name that nobody has now whom the viewer sees:
    as much for a name of somebody hidden as for one that nobody ever had.
    """
    shown = _shown(viewer)
    named = shown.filter(username__lower=username.lower()).first()
    return named or shown.filter(pk__in=users_of_old_name(username)).first()


@from_replica
def users_by_ids(viewer: Viewer, uids: Sequence[int]) -> dict[int, User]:
    """Return those of the users whom the viewer may see, with what is shown of them, by id.

    One SQL statement.
    """
    found = instances_of(User, _BY_IDS, {"viewer": viewer.key, "ids": list(uids)})
    return {user.id: user for user in found}


def authenticated_user(
    uid: int, *, token_version: int, era: str | None = None, session: UUID | None = None
) -> User | None:
    """Return the user of an access token, or None when the token is revoked. One SQL statement.

    After a restore the number may be another user's: then `era` (`epoch_claim`) differs. A token
    that names a session ends with it.

    Read from the primary, so that the end of a session takes effect at once. A suspended user may
    sign in, and read. The user has `seen_at`, the time by PostgreSQL's clock. Where own writes are
    remembered, the user has `written_to` and `written_bookmarks` too, both None without a recent
    write.
    """
    if read_your_writes.are_remembered():
        parameters = [read_your_writes.KEPT_SECONDS, uid, token_version, session, session]
        found = instances_of(User, _BY_TOKEN_WITH_LAST_WRITE, parameters)
    else:
        found = instances_of(User, _BY_TOKEN, [uid, token_version, session, session])
    user = next(iter(found), None)
    if user is not None and era is not None and era != _person_of_epoch(user, user.epoch):
        return None
    if user is not None:
        user.session = session
    return user


def epoch_claim(user: User) -> str:
    """Return what tells this user from others who had or get the same number.

    It changes when the stores begin a new epoch. One SQL statement, unless the user comes from
    `authenticated_user`.
    """
    return _person_of_epoch(user, user.epoch or epoch())


def _person_of_epoch(user: User, of_stores: str | None) -> str:
    joined = (user.date_joined - EPOCH) // MICROSECOND
    return hashlib.sha256(f"{of_stores} {joined}".encode()).hexdigest()[:DIGEST_LENGTH]


@from_replica
def search_users(viewer: Viewer, text: str | None, page: PageRequest) -> Page[User]:
    """Return the users whose names match, or all of them without a text, oldest accounts first.

    Who is not discoverable is found by themselves and their followers alone. A search puts the user
    of that username first, then whom the viewer knows, then names that begin with the text. One SQL
    statement: an index range without a text, and with one all rows that match, by an index, and one
    Cypher. Raises TooMuchWork where a search takes too long.
    """
    if not (text or "").strip():
        return oldest_first(discoverable(_shown(viewer), viewer), page)
    # Not within the budget, which is of PostgreSQL's time.
    return _found_page(viewer, text or "", page, known_to(viewer))


@page_within_budget
def _found_page(viewer: Viewer, text: str, page: PageRequest, known: Sequence[int]) -> Page[User]:
    return found_users(viewer, text, page, known=known)


@from_replica
@count_within_budget
def count_users(viewer: Viewer, text: str | None) -> int:
    """Return how many users match. One SQL statement that reads all of them. Raises TooMuchWork."""
    if not (text or "").strip():
        return discoverable(visible(User.objects.all(), viewer, "pk"), viewer).count()
    return count_found(viewer, text or "")


def _shown(viewer: Viewer) -> QuerySet[User]:
    return visible(User.objects.only(*SHOWN), viewer, "pk")
