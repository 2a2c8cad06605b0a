"""Django's backend of PostgreSQL, with a health check that costs no statement."""
