"""Mutes: a user reads no posts and no notifications of another, who does not know."""
