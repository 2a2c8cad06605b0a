"""Times in lists, short enough to stand beside each other."""

from datetime import datetime

from django.utils import timezone

NOTHING = "-"


def moment(at: datetime | None) -> str:
    """To the second, in the time zone of the settings; `-` for never."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else NOTHING
