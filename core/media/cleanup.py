"""Now and then: deleting the image files that a crash has left behind."""

import logging

from .files import delete_pending_files

logger = logging.getLogger(__name__)


def cleanup() -> int:
    """Sweep a batch of doomed files that are due; gives the number taken in hand."""
    swept = delete_pending_files()
    if swept:
        logger.info("Swept %d image files that were left behind.", swept)
    return swept
