"""The user of an API token, and the tokens of a user."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Now

from core.accounts.models import User
from core.accounts.selectors import VIEWER_COLUMNS
from core.database.postgresql.prepared import Prepared
from core.database.read_your_writes import KEPT_SECONDS
from core.database.routing import from_replica
from core.database.rows import instances_of
from core.visibility import Viewer

from .models import ApiToken
from .text import digest_of

# When a token was used is stored once an hour, by the statement that finds its user: a request that
# finds it stored already writes nothing.
_BY_DIGEST = Prepared(
    f"""
    WITH used AS (
        UPDATE core_apitoken SET last_used_at = statement_timestamp()
        WHERE digest = %(digest)s AND expires_at > statement_timestamp() AND (
            last_used_at IS NULL OR last_used_at < statement_timestamp() - interval '1 hour')
    )
    SELECT {VIEWER_COLUMNS}, last.wal_position AS written_to, last.bookmarks AS written_bookmarks,
        token.id AS api_token, token.digest AS api_token_digest, token.scopes AS scopes,
        token.expires_at AS token_expires_at
    FROM core_apitoken token
    JOIN core_user person
        ON person.id = token.user_id AND person.token_version = token.token_version
    LEFT JOIN core_lastwrite last ON last.user_id = person.id
        AND last.at > now() - interval '{KEPT_SECONDS} seconds'
    WHERE token.digest = %(digest)s AND token.expires_at > statement_timestamp()
        AND person.deleted_at IS NULL
"""  # noqa: S608 - of constants
)


def user_of_api_token(token: str) -> User | None:
    """Return the user of a token as `authenticated_user` does; None for one that is not valid.

    The user knows the `scopes` of the token, and when it expires. One SQL statement, none for a
    text that is no token.
    """
    digest = digest_of(token)
    return None if digest is None else user_of_digest(digest)


def user_of_digest(digest: str) -> User | None:
    """Return the user of the token with this digest, or None. One SQL statement."""
    return next(iter(instances_of(User, _BY_DIGEST, {"digest": digest})), None)


@from_replica
def api_tokens(viewer: Viewer) -> list[ApiToken]:
    """Return the valid tokens of the viewer, newest first. One SQL statement."""
    return list(valid_tokens_of(viewer.key).order_by("-pk"))


@from_replica
def api_tokens_by_ids(viewer: Viewer, ids: Collection[int]) -> dict[int, ApiToken]:
    """Return those of these tokens that are the viewer's, and valid. One SQL statement."""
    return {token.pk: token for token in valid_tokens_of(viewer.key).filter(pk__in=ids)}


def valid_tokens_of(user_id: int) -> QuerySet[ApiToken]:
    """Return the valid tokens of a user."""
    users = User.objects.filter(pk=user_id)
    return ApiToken.objects.filter(
        user=user_id, expires_at__gt=Now(), token_version__in=users.values("token_version")
    )
