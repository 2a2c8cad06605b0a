"""Rings, for moderators."""
