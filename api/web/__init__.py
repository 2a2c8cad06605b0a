"""The web client: a page at `/` and at the addresses of its own routes."""
