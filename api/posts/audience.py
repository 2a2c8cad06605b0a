"""The enum of audiences."""

from enum import Enum

import graphene

from core.visibility import Audience

_DESCRIPTIONS = {
    Audience.PUBLIC: "Everybody; of a private account, its followers.",
    Audience.FOLLOWERS: "The author's followers.",
    Audience.MUTUALS: "The author's followers whom the author follows.",
    Audience.MENTIONED: "Nobody else.",
}
PostAudience = graphene.Enum.from_enum(
    Audience,
    name="PostAudience",
    description=lambda audience: (
        "Whom a post is for, beside its author and the users whom it mentions; from the widest to "
        "the narrowest."
        if audience is None
        else _DESCRIPTIONS[audience]
    ),
)


def audience_of(given: Enum | None) -> Audience | None:
    """Return the audience that an argument names."""
    return None if given is None else Audience(given.value)
