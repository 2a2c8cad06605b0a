"""Settings of every environment. Values come from the environment or from `.env`."""

from datetime import timedelta
from pathlib import Path

import environ

from .driver import settle_on_psycopg2
from .rates import read_rates
from .secret_files import SecretFilesEnv
from .telemetry import *  # noqa: F403

settle_on_psycopg2()

ROOT = Path(__file__).resolve().parents[2]

env = SecretFilesEnv()
environ.Env.read_env(ROOT / ".env")

# Files of the running service: data of the embedded servers, pictures, logs and pids.
VAR = ROOT / (env.str("VAR", default="") or "var")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "procrastinate.contrib.django",
    # Before what has a command of the same name as one of ours: `changepassword`.
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "corsheaders",
    "graphene_django",
]

MIDDLEWARE = [
    "core.server.cookie_names.exact_names",
    "core.telemetry.endpoint.MetricsEndpoint",
    "api.http.cross_origin.CrossOrigin",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
    # Plain texts, in which nothing is escaped: the text part of mails (core/mail).
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "text",
        "APP_DIRS": True,
        "OPTIONS": {"autoescape": False},
    },
]

ROOT_URLCONF = "api.urls"
WSGI_APPLICATION = "core.server.wsgi.application"
# Not Django's: core/server/asgi.py serves WebSockets by it.
WEBSOCKETS = "api.transports.websocket.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
# Of mails and of messages to users; texts are in core/locale (`make messages`).
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
TIME_ZONE = "UTC"
USE_TZ = True

# --- The two stores ---------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
# The roles of those who serve, and of those who only read: who migrates, as the role of
# DATABASE_URL, makes both (core/database/roles.py). Without them all connect as that one.
SERVE_DATABASE_URL = env.str("SERVE_DATABASE_URL", default="")
READ_DATABASE_URL = env.str("READ_DATABASE_URL", default="")
NEO4J_URL = env.str("NEO4J_URL", default="")
# A function that raises ServiceUnavailable where the server at the URL is not to be signed in to.
NEO4J_BEFORE_CONNECTING = ""
DATABASE_REPLICA_URLS = env.list("DATABASE_REPLICA_URLS", default=[])
# Seconds behind the primary that a replica may be for those who wrote nothing lately. Below what
# core/database/read_your_writes.py keeps, which is for those who did.
DATABASE_REPLICA_MAX_LAG = min(env.float("DATABASE_REPLICA_MAX_LAG", default=10.0), 300.0)
DATABASE_ROUTERS = ["core.database.routing.ReplicaRouter"]


# libpq's own; over a unix socket only the first counts.
TIMEOUTS = {
    "connect_timeout": 2,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def database(url: str) -> dict[str, object]:
    """Return Django's settings of one PostgreSQL. Connections are kept: a new one costs 3 ms.

    A server that does not accept a connection in 2 seconds is unavailable. A lost machine is
    detected within 10 seconds, unless the URL sets other values.
    """
    settings = environ.Env.db_url_config(url)
    return {
        **settings,
        "ENGINE": "core.database.postgresql",
        "OPTIONS": {**TIMEOUTS, **settings.get("OPTIONS", {})},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def databases(url: str) -> dict[str, dict[str, object]]:
    """Return the primary of this URL, and the replicas of DATABASE_REPLICA_URLS.

    A dead connection to a replica is no error, so its health is not checked beforehand.
    """
    replicas = {
        f"replica{number}": {**database(each), "CONN_HEALTH_CHECKS": False}
        for number, each in enumerate(DATABASE_REPLICA_URLS, 1)
    }
    return {"default": database(url), **replicas}


# --- Users and their passwords ----------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
# W004 asks for unique=True on the username; the constraint on lower(username) is stricter.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["core.accounts.auth_backend.UsernameOrEmailBackend"]
PASSWORD_HASHERS = ["core.accounts.password_hasher.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

SESSION_ENGINE = "core.accounts.admin_sessions"
ACCESS_TOKEN_LIFETIME = timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=15))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=30))
# With one more, the session that was renewed longest ago ends.
SESSIONS_PER_PERSON = max(env.int("SESSIONS_PER_PERSON", default=50), 1)
# Any number of texts, by spaces, commas or lines: the first signs, all are accepted.
ACCESS_TOKEN_KEYS = env.str("ACCESS_TOKEN_KEYS", default="").replace(",", " ").split()
# The same for what is encrypted in the database: the first encrypts, all decrypt.
ENCRYPTION_KEYS = env.str("ENCRYPTION_KEYS", default="").replace(",", " ").split()
# The domain for which passkeys are made, and the origins of the pages that may use them. Without
# a domain: the host of the request, which ALLOWED_HOSTS names, and its origin.
PASSKEY_DOMAIN = env.str("PASSKEY_DOMAIN", default="")
PASSKEY_ORIGINS = env.list("PASSKEY_ORIGINS", default=[])
# Whether staff enter the admin only with a second factor.
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=False)
GRAPHQL_JWT = {
    "JWT_VERIFY_EXPIRATION": True,
    "JWT_EXPIRATION_DELTA": ACCESS_TOKEN_LIFETIME,
    "JWT_ALGORITHM": "HS256",
    "JWT_ISSUER": "social-graph",
    # After a failover PostgreSQL's clock may be some seconds behind.
    "JWT_LEEWAY": 5,
    "JWT_ENCODE_HANDLER": "api.auth.tokens.signed",
    "JWT_DECODE_HANDLER": "api.auth.tokens.verified",
    "JWT_PAYLOAD_HANDLER": "api.auth.tokens.payload_of",
    "JWT_PAYLOAD_GET_USERNAME_HANDLER": "api.auth.tokens.identity_in",
    "JWT_GET_USER_BY_NATURAL_KEY_HANDLER": "api.auth.tokens.user_of_identity",
}

# --- Jobs (core/jobs) ---------------------------------------------------------------------------
# Their modules; a task is known once its module was imported.
PROCRASTINATE_IMPORT_PATHS = [
    "api.deliveries.deliver",
    "core.jobs.mail",
    "core.mail.bounces",
    "core.accounts.account_mail",
    "core.relay.housekeeping",
    "core.moderation.leftovers",
    "core.moderation.held",
    "core.bulk_acts.work",
    "core.data_exports.work",
    "core.relation_imports.work",
    "core.posts.indexing",
    "core.accounts.indexing",
    "core.suggestions.communities",
    "core.rings.finding",
    "core.rings.work",
    "core.follows.acceptance",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None
# A worker without a heartbeat for so many seconds is dead: its jobs are run again.
JOBS_STALLED_SECONDS = env.float("JOBS_STALLED_SECONDS", default=30.0)

# Networks beside the public internet to which webhooks may be sent, at any port and without TLS.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])

# How often communities are searched for; 0: only by `manage.py find_communities`.
COMMUNITIES_HOURS = env.int("COMMUNITIES_HOURS", default=24)
# How often rings are searched for; 0: only by `manage.py find_rings`.
RINGS_HOURS = env.int("RINGS_HOURS", default=24)

# --- How long rows are kept that nobody needs (core/relay/housekeeping.py); 0 keeps all -----------
NOTIFICATIONS_KEPT_DAYS = env.int("NOTIFICATIONS_KEPT_DAYS", default=365)
# Those of acts that were undone: repeating the act before brings the same notification back.
WITHDRAWN_NOTIFICATIONS_KEPT_DAYS = env.int("WITHDRAWN_NOTIFICATIONS_KEPT_DAYS", default=30)
# Used or revoked ones; so long a client may repeat a refresh whose answer it lost.
REFRESH_TOKENS_KEPT_HOURS = env.int("REFRESH_TOKENS_KEPT_HOURS", default=24)
# What staff did in the admin.
ADMIN_LOG_KEPT_DAYS = env.int("ADMIN_LOG_KEPT_DAYS", default=365)
FAILED_JOBS_KEPT_DAYS = env.int("FAILED_JOBS_KEPT_DAYS", default=30)
# Staff sign in once a working day.
SESSION_COOKIE_AGE = 3600 * env.int("ADMIN_SESSION_HOURS", default=12)

# --- Mail ---------------------------------------------------------------------------------------
# Nowhere, unless a server is named.
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Social graph <noreply@localhost>")
# What links in mails begin with: never what a request says of its host.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

# The module of URLs that only development has: /dev/ and /docs/.
DEVELOPMENT_URLS = ""

# --- Live ---------------------------------------------------------------------------------------
# How long a subscription can resume from an event.
LIVE_KEPT_HOURS = env.int("LIVE_KEPT_HOURS", default=24)
# Subscriptions of one user, and of all, in one worker.
LIVE_PER_PERSON = env.int("LIVE_PER_PERSON", default=20)
LIVE_PER_WORKER = env.int("LIVE_PER_WORKER", default=2_000)
# Threads of a worker that make events into answers, apart from those of requests.
LIVE_THREADS = env.int("LIVE_THREADS", default=2)
# The interval of a silent stream's heartbeats. Proxies close what is silent for 30 or 60 seconds.
LIVE_PING_SECONDS = env.float("LIVE_PING_SECONDS", default=12.0)

# Whether introspection is allowed. The schema is public: it is in the repository, and tools need
# it. Turn it off for an API that only its own apps use.
INTROSPECTION = env.bool("INTROSPECTION", default=True)

# --- Persisted documents (api/execution/persisted.py) ---------------------------------------------
PERSISTED_DOCUMENTS = [ROOT / path for path in env.list("PERSISTED_DOCUMENTS", default=[])]
PERSISTED_ONLY = env.bool("PERSISTED_ONLY", default=False)

# --- How often ------------------------------------------------------------------------------------
RATES = read_rates()
# Proxies in front of the web server that each add the address they were asked from to
# X-Forwarded-For. Entries further left can be forged.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- Pages of other origins ---------------------------------------------------------------------
# None, unless they are named. They use tokens: no cookie of ours goes there, and `Session-Mode`,
# without which cookies do not count, is not among the headers that they may send.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_ALLOWED_ORIGIN_REGEXES: list[str] = []
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/graphql/?$"
CORS_ALLOW_METHODS = ["GET", "POST"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "apollo-require-preflight",
    "graphql-preflight",
    "last-event-id",
    "x-requested-with",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = ["Retry-After", "X-Query-Cost", "X-Request-ID"]
CORS_PREFLIGHT_MAX_AGE = 600

# Origins that browsers see where a proxy changes the host. Cookies count in their requests.
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The same by regular expressions, for ports that nobody knows before; only development has any.
TRUSTED_ORIGIN_REGEXES: list[str] = []

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
# Where the pages' bundles were built; an image has them elsewhere, out of the way of mounted code.
PLAYGROUND_DIST = ROOT / (env.str("PLAYGROUND_DIST", default="") or "api/playground/dist")
WEB_CLIENT_DIST = ROOT / (env.str("WEB_CLIENT_DIST", default="") or "api/web/dist")
STATICFILES_DIRS = [
    (prefix, dist)
    for prefix, dist in (("playground", PLAYGROUND_DIST), ("web", WEB_CLIENT_DIST))
    if dist.is_dir()
]
# Vite puts a hash of the content into every name there, so a browser may keep them for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(playground|web)/assets/"
# Whether `/` is the web client; otherwise it is the page of links that is at `/about/` beside it.
WEB_CLIENT = env.bool("WEB_CLIENT", default=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
S3_BUCKET = env.str("S3_BUCKET", default="")
# Of files that nobody gets by a URL, such as exports of somebody's data: a folder that no web
# server knows and all processes share, or a bucket that nobody else can read.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR / "private")))
S3_PRIVATE_BUCKET = env.str("S3_PRIVATE_BUCKET", default="")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
                "region_name": env.str("S3_REGION", default=None),
                "custom_domain": env.str("S3_PUBLIC_DOMAIN", default=None),
                "querystring_auth": False,
                "file_overwrite": False,
                "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "private": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_PRIVATE_BUCKET,
                "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
                "region_name": env.str("S3_REGION", default=None),
                "object_parameters": {"CacheControl": "private, no-store"},
            },
        }
        if S3_PRIVATE_BUCKET
        else {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": PRIVATE_ROOT},
        }
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Where the Neo4j Browser is, for the page at `/`; only development sets it.
NEO4J_BROWSER_URL = ""
# The demo's sign-in, offered by the playground and that page; only development sets it.
PLAYGROUND_DEMO_USER = ""
PLAYGROUND_DEMO_PASSWORD = ""
