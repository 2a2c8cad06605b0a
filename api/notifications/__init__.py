"""Notifications: types, queries, mutations and subscriptions."""
