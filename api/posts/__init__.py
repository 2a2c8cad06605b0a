"""Posts: types, queries, mutations and subscriptions."""
