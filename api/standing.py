"""The enum of what moderation has done to posts and comments."""

from api.enums import described_enum
from core.visibility import Standing

_DESCRIPTIONS = {
    Standing.VISIBLE: "Others see it.",
    Standing.HELD: "It waits for a moderator; only its author sees it.",
    Standing.HIDDEN: "A moderator has hidden it; only its author sees it.",
}
ContentStanding = described_enum(
    Standing, "ContentStanding", "Whether others see a post or comment.", _DESCRIPTIONS
)
