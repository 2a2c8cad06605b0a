"""Error reports to Sentry or a compatible service. Imported only where enabled.

A report has the traceback, the request's id as a tag, and no personal data: no request, no local
variables, no log lines before it, and only the first line of an error's message, because
PostgreSQL puts the conflicting values into the second.
"""

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from core.common.request_stats import current


def start(dsn: str, environment: str) -> None:
    """Report every logged error from now on, and what ends a thread or the process."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        # No integration that reads Django's requests; their errors are logged, and so reported.
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, sentry_logs_level=None)],
        before_send=without_personal_data,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
    )


def without_personal_data(event: Event, hint: Hint) -> Event:
    """Return the event without personal data, tagged with the id of its request."""
    for name in ("request", "user", "extra", "breadcrumbs"):
        event.pop(name, None)  # type: ignore[misc]
    if message := event.get("logentry"):
        event["logentry"] = {"message": message["message"]}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = (error.get("value") or "").partition("\n")[0]
    if (stats := current()) is not None:
        event.setdefault("tags", {})["request_id"] = stats.request_id
    return event
