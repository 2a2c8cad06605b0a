"""Texts, addresses and names by themselves, without a store."""
