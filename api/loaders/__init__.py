"""Batch loaders of every domain: nested fields cost one statement, however many rows."""
