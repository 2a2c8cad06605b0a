"""Bulk acts: blocking a user with their followers, by a job, and undoing it as a whole."""
