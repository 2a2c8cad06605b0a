"""Declarations of subscriptions, for resolvers."""
