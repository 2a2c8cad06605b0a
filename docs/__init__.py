"""The documentation site: guides, the schema, and every README, at `/docs/` in development."""
