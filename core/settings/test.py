"""The test suite: `tests/engines.py` starts the servers and names them by these variables."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASE_URL, RATES, STORAGES, databases
from .rates import READS, TO_ONE, TOWARDS, WRITES

DEBUG = False
PUBLIC_URL = "https://social.example.com"
SECRET_KEY = "tests-only-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DATABASES = databases(DATABASE_URL or "postgres://127.0.0.1:1/unset")
MEDIA_ROOT = Path(tempfile.gettempdir()) / "social-graph-test-media"
STORAGES = {**STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
# argon2 at its weakest: the real hasher, without 50 ms for every person a test makes.
PASSWORD_HASHERS = ["tests.weak_hasher.WeakPasswordHasher"]
# Static files are served from where they are written, without `collectstatic`.
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
# A test writes and reads more than any user; tests of the quotas set their own.
RATES = {
    **RATES,
    **dict.fromkeys(
        name
        for name in (*WRITES, *TO_ONE, *TOWARDS, *READS)
        if f"RATE_{name.upper()}" not in os.environ
    ),
}
