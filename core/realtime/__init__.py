"""Realtime: publishing events to subscribers, in whatever process they are connected to."""
