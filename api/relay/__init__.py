"""Relay's conventions: global IDs, nodes, cursors, connections."""
