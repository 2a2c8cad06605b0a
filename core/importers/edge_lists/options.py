"""What the caller says about an edge list, where the file does not."""

from dataclasses import dataclass
from typing import Literal

FirstLine = Literal["", "edge", "header", "skip"]


@dataclass(frozen=True)
class EdgeListOptions:
    """Empty values leave the decision to the file.

    `mutual`: each line is two follows; None: as the file says. A column is a name of the header or
    a number from 1; `time_column` may be "none". `followed_by`: the file is a list of
    people, all followed by this one; `following`: all of them follow this one. `first_line` says
    what the first line is that is no comment.
    """

    mutual: bool | None = None
    follower_column: str = ""
    followee_column: str = ""
    time_column: str = ""
    clamp_future_dates: bool = False
    followed_by: str = ""
    following: str = ""
    first_line: FirstLine = ""

    @property
    def is_list_of_people(self) -> bool:
        """Return whether the file names one end of each follow, and the caller the other."""
        return bool(self.followed_by or self.following)
