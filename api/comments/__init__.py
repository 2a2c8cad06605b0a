"""Comments: types and mutations."""
