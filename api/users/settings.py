"""The type Privacy: what users set for themselves."""

from enum import Enum
from typing import Any

import graphene

from api.enums import described_enum
from api.posts.commenters import WhoMayComment
from core.visibility.lists import ListAudience

_DESCRIPTIONS = {
    ListAudience.EVERYBODY: "Everybody.",
    ListAudience.FOLLOWERS: "The user's followers.",
    ListAudience.MUTUALS: "The user's followers whom the user follows.",
    ListAudience.NOBODY: "Nobody else.",
}
ListVisibility = described_enum(
    ListAudience,
    "ListVisibility",
    "Who sees a list, beside the user whose list it is; from the widest to the narrowest.",
    _DESCRIPTIONS,
)


def stored(given: Any) -> Any:
    """Return the value of an argument as it is stored."""
    return given.value if isinstance(given, Enum) else given


class Privacy(graphene.ObjectType):
    """What a user lets others see of them."""

    class Meta:
        description = "What you let others see of you; `updatePrivacy` changes it."

    is_private = graphene.Boolean(
        required=True,
        description="Whether only followers see your posts, and you accept each of them.",
    )
    is_discoverable = graphene.Boolean(
        required=True,
        description="Whether you are suggested, and found in `users`, by others than your "
        "followers.",
    )
    followers_visible_to = graphene.Field(
        ListVisibility,
        required=True,
        description="Who sees your followers and their number; if your account is private, your "
        "followers at most.",
    )
    following_visible_to = graphene.Field(
        ListVisibility,
        required=True,
        description="Who sees the users you follow and their number; if your account is private, "
        "your followers at most.",
    )
    who_may_comment = graphene.Field(
        WhoMayComment,
        required=True,
        description="Who may comment on your new posts, where they do not say otherwise.",
    )
