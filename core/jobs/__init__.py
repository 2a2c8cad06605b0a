"""Work that nobody waits for, in PostgreSQL: see README.md."""
