"""Subscriptions, over server-sent events and over WebSocket."""
