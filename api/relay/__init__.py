"""Relay's conventions: global ids, nodes, cursors, connections."""
