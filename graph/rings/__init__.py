"""Trust that spreads from seeds, and groups that it hardly reaches, by Graph Data Science."""
