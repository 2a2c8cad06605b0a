"""A developer's machine: the embedded servers in `var/`, unless a URL names others."""

from core.dev.engines.addresses import (
    READ_USER,
    SERVE_USER,
    embedded_database_url,
    embedded_neo4j_url,
    port,
    running_environment,
)

from .base import *  # noqa: F403
from .base import (
    ALLOWED_HOSTS,
    DATABASE_URL,
    MIDDLEWARE,
    NEO4J_URL,
    PUBLIC_URL,
    SECRET_KEY,
    VAR,
    databases,
    env,
)

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = SECRET_KEY or "development-only-not-for-production-0123456789"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

_environ = running_environment(VAR, env.ENVIRON)
DATABASE_URL = DATABASE_URL or _environ.get("DATABASE_URL") or embedded_database_url(VAR)
if embedded_database_url(VAR) == DATABASE_URL:
    SERVE_DATABASE_URL = embedded_database_url(VAR, user=SERVE_USER)
    READ_DATABASE_URL = embedded_database_url(VAR, user=READ_USER)
NEO4J_URL = NEO4J_URL or _environ.get("NEO4J_URL", "")
if not NEO4J_URL:
    NEO4J_URL = embedded_neo4j_url(VAR, _environ)
    NEO4J_BROWSER_URL = "/dev/graph/"
    NEO4J_BEFORE_CONNECTING = "core.dev.engines.own_neo4j.require_own"
DATABASES = databases(DATABASE_URL)

# Pages that a developer's own server serves, such as Vite at localhost:5173. With tokens they call
# as pages of another origin; with cookies they are proxied, by a server that may change the host.
LOOPBACK = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
CORS_ALLOWED_ORIGIN_REGEXES = [LOOPBACK + r"\Z"]
TRUSTED_ORIGIN_REGEXES = [LOOPBACK]

WHITENOISE_USE_FINDERS = True
# Receivers on the developer's own machine.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=["127.0.0.0/8", "::1/128"])
PUBLIC_URL = PUBLIC_URL or f"http://localhost:{port('PORT', _environ)}"
# Mails are shown on the terminal and at /dev/mail/, unless a server is named.
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "core.dev.mail.backend.EmailBackend"
# The latest requests with their statements, at /dev/requests/.
MIDDLEWARE = [*MIDDLEWARE, "core.dev.requests.recorder.Recorder"]
SLOW_STATEMENT_MS = env.float("SLOW_STATEMENT_MS", default=100.0)
DEVELOPMENT_URLS = "core.dev.urls"
PLAYGROUND_DEMO_USER = "ada"
PLAYGROUND_DEMO_PASSWORD = "ada-loves-graphs"  # noqa: S105 - the demo's, on the developer's machine
