"""What can go wrong with a backup."""


class BackupFailed(Exception):
    """In a sentence: why there is no backup, or why nothing was restored."""
