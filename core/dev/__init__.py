"""What only development and tests use; not in the production image."""
