"""Traversals against plain models of what they promise."""
