"""One suggestion."""

from collections.abc import Sequence
from dataclasses import dataclass

from .features import Counts


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A user to follow.

    At least `mutual_count` users whom the viewer follows follow them too, exactly so many if
    `is_exact`; `mutuals` are up to three of these, first the one who follows fewest. So are
    `known`, whom both follow; `fans`, who follow the viewer and the user; `fans_followed`, who
    follow the viewer and whom the user follows; `recent`, mutuals who followed within a week.
    `counts` is None for a user who is `popular`: the number of followers is the only reason, and
    the score is 0.
    """

    uid: int
    score: float
    mutual_count: int
    is_exact: bool = True
    counts: Counts | None = None
    mutuals: Sequence[int] = ()
    known: Sequence[int] = ()
    fans: Sequence[int] = ()
    fans_followed: Sequence[int] = ()
    recent: Sequence[int] = ()

    @property
    def popular(self) -> bool:
        """Whether nothing but the number of followers speaks for the user."""
        return self.counts is None
