"""Imports of follows, blocks and mutes from lists that other networks export."""
