"""Now and then: deleting the image files that a crash has left behind."""

import logging

from .files import sweep_files

logger = logging.getLogger(__name__)


def sweep() -> int:
    """Sweep a batch of doomed files that are due; gives the number taken in hand."""
    swept = sweep_files()
    if swept:
        logger.info("Swept %d image files that were left behind.", swept)
    return swept
