"""Which telemetry this process has. Modules that are off are not imported."""

from django.conf import settings
from django.core.signals import request_started

from core.common.request_stats import begin_with_request

from .statements import observe_statements


def install() -> None:
    """Start the telemetry that the settings enable; once a process, when Django is ready."""
    request_started.connect(begin_with_request, dispatch_uid=__name__)
    observe_statements()
    if settings.SLOW_STATEMENT_MS:
        from . import slow_statements

        slow_statements.start(settings.SLOW_STATEMENT_MS)
    if settings.METRICS_TOKEN:
        from . import metrics

        metrics.measure()
    if settings.TRACES:
        from . import tracing

        tracing.start(settings.OTEL_SERVICE_NAME)
    if settings.SENTRY_DSN:
        from . import reports

        reports.start(settings.SENTRY_DSN, settings.SENTRY_ENVIRONMENT)
