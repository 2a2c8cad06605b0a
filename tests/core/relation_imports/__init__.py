"""Imports of relations."""
