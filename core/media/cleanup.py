"""Periodic task: delete the image files that a crash has left behind."""

import logging

from .files import delete_pending_files

logger = logging.getLogger(__name__)


def cleanup() -> int:
    """Delete a batch of files whose deletion is due; returns how many were processed."""
    deleted = delete_pending_files()
    if deleted:
        logger.info("Deleted %d abandoned image files.", deleted)
    return deleted
