"""Rings: groups that hang together and that trust hardly reaches; found, shown, decided about."""
