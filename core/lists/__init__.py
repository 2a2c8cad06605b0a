"""Keyset pages: skeleton, hydrate, rules."""
