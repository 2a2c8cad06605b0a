"""Second factors and passkeys: what proves a user beside, or instead of, the password."""
