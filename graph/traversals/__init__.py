"""Traversals: one Cypher statement a function; they return ids, scores and sort keys."""
