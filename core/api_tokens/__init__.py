"""API tokens: what scripts and bots act by, with scopes."""
