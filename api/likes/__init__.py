"""Likes, and the counts of a post."""
