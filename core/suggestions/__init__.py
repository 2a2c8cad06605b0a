"""Suggestions of users to follow."""
