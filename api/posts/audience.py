"""The enum of audiences."""

from enum import Enum

from api.enums import described_enum
from core.visibility import Audience

_DESCRIPTIONS = {
    Audience.PUBLIC: "Everybody; of a private account, its followers.",
    Audience.FOLLOWERS: "The author's followers.",
    Audience.MUTUALS: "The author's followers whom the author follows.",
    Audience.MENTIONED: "Nobody else.",
}
PostAudience = described_enum(
    Audience,
    "PostAudience",
    "Whom a post is for, beside its author and the users whom it mentions; from the widest to "
    "the narrowest.",
    _DESCRIPTIONS,
)


def audience_of(given: Enum | None) -> Audience | None:
    """Return the audience that an argument names."""
    return None if given is None else Audience(given.value)
