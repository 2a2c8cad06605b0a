"""Reports of faults to Sentry, or whatever speaks its protocol. Imported only where they are on.

A report has the traceback, the request's id as a tag, and no personal data: no request, no local
variables, no log lines before it, and of an error's text the first line, because PostgreSQL puts
the values that collided into the second.
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
        # Nothing that looks into Django's requests; errors there are logged, and so reported.
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, sentry_logs_level=None)],
        before_send=without_personal_data,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
    )


def without_personal_data(event: Event, hint: Hint) -> Event:
    """The event with nobody's values in it, under the id of its request."""
    for name in ("request", "user", "extra", "breadcrumbs"):
        event.pop(name, None)  # type: ignore[misc]
    if message := event.get("logentry"):
        event["logentry"] = {"message": message["message"]}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = (error.get("value") or "").partition("\n")[0]
    if (stats := current()) is not None:
        event.setdefault("tags", {})["request_id"] = stats.request_id
    return event
