"""Writes that are done once, however often a client sends them."""
