"""The enum of who may comment."""

from enum import Enum

from api.enums import described_enum
from core.visibility import Commenters

_DESCRIPTIONS = {
    Commenters.EVERYBODY: "Everybody who sees the post.",
    Commenters.FOLLOWERS: "The author's followers.",
    Commenters.FOLLOWED: "The users whom the author follows.",
    Commenters.WITHIN_TWO_HOPS: "The users whom the author follows, and those whom these follow.",
    Commenters.MENTIONED: "The users whom the post mentions.",
    Commenters.NOBODY: "Nobody but the author.",
}
WhoMayComment = described_enum(
    Commenters,
    "WhoMayComment",
    "Who may comment on a post and reply to comments. The author always may, and the mentioned "
    "may unless nobody may.",
    _DESCRIPTIONS,
)


def commenters_of(given: Enum | None) -> Commenters | None:
    """Return the choice that an argument names."""
    return None if given is None else Commenters(given.value)
