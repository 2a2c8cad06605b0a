"""Webhooks: stored subscription operations whose answers are sent to a server of the user's."""
