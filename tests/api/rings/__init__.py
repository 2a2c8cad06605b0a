"""Rings, by the API."""
