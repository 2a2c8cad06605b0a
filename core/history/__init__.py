"""History: what a user has decided about others of late, and undoing it."""
