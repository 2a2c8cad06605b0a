"""Exports of what a user has here: a ZIP file that a job writes and its user alone downloads."""
