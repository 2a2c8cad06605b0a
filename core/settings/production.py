"""Production: refuses to start on a missing or insecure value, and says which."""

from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import (
    ACCESS_TOKEN_KEYS,
    ALLOWED_HOSTS,
    DATABASE_URL,
    DEBUG,
    ENCRYPTION_KEYS,
    MIDDLEWARE,
    NEO4J_URL,
    PUBLIC_URL,
    SECRET_KEY,
    databases,
    env,
)


def refuse_insecure_values() -> None:
    """Raise ImproperlyConfigured with one line for each value that must not go live."""
    problems = []
    if DEBUG:
        problems.append("DEBUG must be off.")
    if _is_guessable(SECRET_KEY):
        problems.append("SECRET_KEY must be a random text of at least 50 characters.")
    if any(_is_guessable(key) or key == SECRET_KEY for key in ACCESS_TOKEN_KEYS):
        problems.append(
            "Each of ACCESS_TOKEN_KEYS must be a random text of at least 50 characters, and not "
            "the SECRET_KEY."
        )
    if any(_is_guessable(key) or key == SECRET_KEY for key in ENCRYPTION_KEYS):
        problems.append(
            "Each of ENCRYPTION_KEYS must be a random text of at least 50 characters, and not the "
            "SECRET_KEY."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        problems.append("ALLOWED_HOSTS must name the hosts that are served, without '*'.")
    if not DATABASE_URL:
        problems.append("DATABASE_URL must name a PostgreSQL database.")
    if not NEO4J_URL:
        problems.append("NEO4J_URL must name a Neo4j server.")
    if problems:
        raise ImproperlyConfigured("Refusing to start:\n- " + "\n- ".join(problems))


def _is_guessable(secret: str) -> bool:
    return len(secret) < 50 or len(set(secret)) < 10 or "development-only" in secret


refuse_insecure_values()

DATABASES = databases(DATABASE_URL)

# Health checks come by address and without TLS, from the operator: they are answered before any
# host is checked or redirected. The headers come outermost of what a browser can reach.
MIDDLEWARE = [
    "api.http.health.answered_first",
    "core.server.security_headers.browser_headers",
    *MIDDLEWARE,
]

# The proxy that ends the TLS is the one in front.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)

PUBLIC_URL = PUBLIC_URL or f"https://{ALLOWED_HOSTS[0].removeprefix('.') if ALLOWED_HOSTS else ''}"

# --- TLS --------------------------------------------------------------------------------------
# The proxy in front ends TLS and must set this header itself, whatever a client sent: without a
# proxy, a client could claim TLS that is not there.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# A year, for every subdomain. Browsers keep to it: take a small number until TLS is known to last.
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# --- What browsers may do ---------------------------------------------------------------------
# Django's own defaults, written down because they matter here.
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# A URL can contain a query with its terms: it is not sent to other sites.
SECURE_REFERRER_POLICY = "same-origin"

# --- Cookies of the admin ------------------------------------------------------------------------
# With the prefix a browser takes them over TLS only, for this host only, and lets no subdomain of
# ours set them.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"

# --- How much one request may bring ---------------------------------------------------------------
# A form of the admin, or a body of GraphQL, which api/execution/limits.py holds to 256 KiB. Files
# do not count: they are held to their own size, and to a few, by api/http/uploads.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The admin's lists have a box for each of 100 rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- S3 ---------------------------------------------------------------------------------------
# The defaults of boto3 are 60 s for each of five attempts, while a request waits.
AWS_S3_CLIENT_CONFIG = Config(
    connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2}
)
