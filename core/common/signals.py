"""What is told to whoever counts it, and to nobody while metrics are off."""

from django.dispatch import Signal

# A GraphQL request was answered: `trail`, the HTTP `status`, `seconds` from request to answer, and
# the `outcome`: `ok`, `refused` (the client's mistake) or `failed` (ours).
request_answered = Signal()
# The graph has `entries` more entries of the journal.
journal_applied = Signal()
# This process has `size` subscriptions now.
subscriptions_changed = Signal()
