"""The feed: queries and subscription."""
