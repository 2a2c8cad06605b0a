"""Bookmarks: posts that users keep for themselves."""
