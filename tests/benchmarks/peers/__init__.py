"""The same feed by others: what each needs to be started, asked and compared."""
