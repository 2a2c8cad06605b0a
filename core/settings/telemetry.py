"""Logs, metrics, traces and error reports.

gunicorn reads this file too, before the application: nothing here needs Django's settings.
"""

from pathlib import Path
from typing import Any

import environ

from .secret_files import SecretFilesEnv

ROOT = Path(__file__).resolve().parents[2]

# Of a variable NAME, `NAME_FILE` can name a file that holds it, as secrets are mounted.
env = SecretFilesEnv()
environ.Env.read_env(ROOT / ".env")

# `json` (one object a line) or `lines`, for people.
_IN_PRODUCTION = env.str("DJANGO_SETTINGS_MODULE", default="").endswith(".production")
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if _IN_PRODUCTION else "lines")
_FORMATTERS: dict[str, dict[str, Any]] = {
    "json": {"()": "core.telemetry.logs.JsonLines"},
    "lines": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
}
if LOG_FORMAT not in _FORMATTERS:
    raise ValueError(f"LOG_FORMAT is {LOG_FORMAT!r}; it can be {', '.join(_FORMATTERS)}.")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"chosen": _FORMATTERS[LOG_FORMAT]},
    "filters": {
        "request_id": {"()": "core.telemetry.logs.RequestId"},
        "job": {"()": "core.telemetry.logs.JobWithoutArguments"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "chosen",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # The driver logs every deprecated clause and missing label of an empty graph.
        "neo4j": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "procrastinate.worker": {"level": "INFO", "filters": ["job"]},
        # Scanners send arbitrary host names: they get 400, and the log no traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Django has handlers of its own, which with DEBUG would write each of its lines again.
        "django": {"handlers": []},
        # gunicorn has handlers of its own; its lines go where all others go.
        "gunicorn.error": {"handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": [], "propagate": True},
        "uvicorn.error": {"level": "WARNING"},
    },
}

# A statement of a request that takes longer is named in the log; 0 for none.
SLOW_STATEMENT_MS = env.float("SLOW_STATEMENT_MS", default=0.0)

# `/metrics` answers those who send this token; without one nothing is measured.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="").strip()
# Where the relay serves its own; 0 for nowhere.
RELAY_METRICS_PORT = env.int("RELAY_METRICS_PORT", default=0)
if RELAY_METRICS_PORT and not METRICS_TOKEN:
    raise ValueError("RELAY_METRICS_PORT needs METRICS_TOKEN.")

# Traces go where OpenTelemetry's standard variables say; without an endpoint there are none.
TRACES = (
    any(
        env.str(name, default="")
        for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    )
    and env.str("OTEL_TRACES_EXPORTER", default="otlp") == "otlp"
    and not env.bool("OTEL_SDK_DISABLED", default=False)
)
OTEL_SERVICE_NAME = env.str("OTEL_SERVICE_NAME", default="social-graph")

# Errors are reported there; nowhere without it.
SENTRY_DSN = env.str("SENTRY_DSN", default="").strip()
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
