"""The error of a backup."""


class BackupFailed(Exception):
    """Why no backup was written, or why nothing was restored, in a sentence."""
