"""Whom blocking a user with their followers would hit."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.common.errors import InvalidInput
from core.follows.shown_lists import lists_shown_to, may_hide_lists
from core.visibility import Viewer, hidden_people
from graph.traversals.follower_relations import Follower, newest_followers

# Followers that one act reaches, the newest.
MAX_FOLLOWERS = 5_000
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class BlockPreview:
    """Numbers of those who would be looked at, and some of those whom it would hit.

    `hit` counts the user too. Numbers are exact, or the least there are, where not `is_exact`.
    """

    user: User
    hit: int
    spared: int
    followed: int
    following: int
    mutual: int
    is_exact: bool
    sample: Sequence[User]


def preview_block(
    viewer: Viewer, user: User, *, with_followers: bool, spare_followed: bool, field: str = "id"
) -> BlockPreview:
    """Return whom a block of this user would hit, alone or with their followers.

    Of a user who does not show their followers to the viewer there are none. Without followers no
    statement, else one Cypher and one SQL statement, and one more where the user shows them to some
    alone. Raises GraphUnavailable, and InvalidInput for oneself, naming the argument `field`.
    """
    if user.pk == viewer.key:
        raise InvalidInput("You cannot block yourself.", field)
    is_asked = with_followers and _shows_followers(viewer, user)
    found, is_exact = followers(viewer, user.pk) if is_asked else ([], True)
    hit = whom_it_hits(found, spare_followed)
    shown = users_by_ids(viewer, hit[:SAMPLE]) if hit else {}
    return BlockPreview(
        user=user,
        hit=1 + len(hit),
        spared=len(found) - len(hit),
        followed=sum(each.followed for each in found),
        following=sum(each.follows for each in found),
        mutual=sum(each.followed and each.follows for each in found),
        is_exact=is_exact,
        sample=[shown[uid] for uid in hit[:SAMPLE] if uid in shown],
    )


def followers(viewer: Viewer, user: int) -> tuple[list[Follower], bool]:
    """Return the newest followers whom the viewer sees, and whether these are all of them.

    One Cypher statement. Raises GraphUnavailable.
    """
    found = newest_followers(
        user, viewer.key, limit=MAX_FOLLOWERS + 1, hidden=hidden_people(viewer)
    )
    return found[:MAX_FOLLOWERS], len(found) <= MAX_FOLLOWERS


def whom_it_hits(found: Sequence[Follower], spare_followed: bool) -> list[int]:
    """Return the ids of those who are not spared."""
    return [each.uid for each in found if not (spare_followed and each.followed)]


def _shows_followers(viewer: Viewer, user: User) -> bool:
    return not may_hide_lists(user) or lists_shown_to(viewer, [user.pk])[user.pk].followers
