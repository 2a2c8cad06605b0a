"""Settings of the peer: what a service of this size needs, and no more."""

import os

SECRET_KEY = os.environ["PEER_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "follow_table.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "strawberry_django", "follow_table"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PEER_SOCKET"],
        "NAME": os.environ["PEER_DATABASE"],
        "USER": os.environ["PEER_USER"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": "-c search_path=peers,public"},
    }
}
USE_TZ = True
