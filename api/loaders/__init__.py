"""Batch loaders per domain: a nested field costs one statement for any number of rows."""
