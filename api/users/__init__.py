"""Users: types, queries and mutations."""
