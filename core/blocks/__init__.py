"""Blocks: two people do not see each other."""
