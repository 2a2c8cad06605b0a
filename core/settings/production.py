"""Production: refuses to start on a missing or insecure value, and says which."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import (
    ALLOWED_HOSTS,
    DATABASE_URL,
    DEBUG,
    NEO4J_URL,
    SECRET_KEY,
    database,
    env,
)


def refuse_insecure_values() -> None:
    """Raise ImproperlyConfigured with one line for each value that must not go live."""
    problems = []
    if DEBUG:
        problems.append("DEBUG must be off.")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "development-only" in SECRET_KEY:
        problems.append("SECRET_KEY must be a random text of at least 50 characters.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        problems.append("ALLOWED_HOSTS must name the hosts that are served, without '*'.")
    if not DATABASE_URL:
        problems.append("DATABASE_URL must name a PostgreSQL database.")
    if not NEO4J_URL:
        problems.append("NEO4J_URL must name a Neo4j server.")
    if problems:
        raise ImproperlyConfigured("Refusing to start:\n- " + "\n- ".join(problems))


refuse_insecure_values()

DATABASES = {"default": database(DATABASE_URL)}
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
