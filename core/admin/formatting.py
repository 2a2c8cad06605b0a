"""Times in lists, in a short form."""

from datetime import datetime

from django.utils import timezone

NOTHING = "-"


def moment(at: datetime | None) -> str:
    """Return the time to the second, in the time zone of the settings; `-` for never."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else NOTHING
