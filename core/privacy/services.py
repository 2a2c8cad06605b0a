"""Changing one's own privacy."""

from typing import TypedDict, Unpack

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.follows.acceptance import accept_batch, accept_requests
from core.follows.models import FollowRequest
from core.ratelimit.write_quotas import consume
from core.visibility import Commenters
from core.visibility.lists import ListAudience


class Changes(TypedDict, total=False):
    """The settings to change; those left out stay as they are."""

    is_private: bool
    is_discoverable: bool
    followers_visible_to: ListAudience
    following_visible_to: ListAudience
    who_may_comment: Commenters


def update_privacy(*, user: User, **changes: Unpack[Changes]) -> User:
    """Change what is given, and return the updated user.

    Who makes their account public accepts every request to follow them: one batch at once, and all
    others by a job of the same transaction. Raises RateLimited.
    """
    changed, is_asked = _change(user, changes)
    if is_asked:
        accept_batch(user.pk)
    return changed


@atomic_with_retry
def _change(user: User, changes: Changes) -> tuple[User, bool]:
    """Return the user, and whether requests wait for an account that is public now."""
    found = lock_user(user.pk)
    new = [name for name, value in changes.items() if getattr(found, name) != value]
    if not new:
        return found, False
    consume("edits", user_id=user.pk)
    for name in new:
        setattr(found, name, changes[name])  # type: ignore[literal-required]
    found.save(update_fields=new)
    is_public = "is_private" in new and not found.is_private
    # None comes after this: a request holds the row that is changed here.
    is_asked = is_public and FollowRequest.objects.filter(followee=user.pk).exists()
    if is_asked:
        accept_requests.defer(followee=user.pk)
    return found, is_asked
