"""Settings: base, and what development, production and tests change of it."""
