"""The suggested user."""
