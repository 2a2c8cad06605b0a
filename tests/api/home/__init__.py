"""The page at `/` and what it links to."""
