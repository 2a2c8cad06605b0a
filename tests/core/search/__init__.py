"""Words, and what searches find by them."""
