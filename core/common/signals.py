"""Signals that metrics, traces and logs listen to."""

from django.dispatch import Signal

# A GraphQL request was answered: `stats`, the HTTP `status`, `seconds` from request to answer, and
# the `outcome`: `ok`, `refused` (the client's mistake) or `failed` (ours).
request_answered = Signal()
# An operation was ended by a limit of what it may need: `limit` is `answer`, `sql` or `cypher`.
operation_stopped = Signal()
# The graph has `entries` more entries of the journal.
journal_applied = Signal()
# This process has `size` subscriptions now.
subscriptions_changed = Signal()
# The mail server permanently rejects mail to `address`.
mail_rejected = Signal()
# A periodic task of the relay, or the relay's own loop, met an error; `task` names it.
task_failed = Signal()
