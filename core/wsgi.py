"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.development")
application = get_wsgi_application()
# The URLs bring in the whole schema: once, before gunicorn forks, not with each worker's first
# request; and what cannot be imported ends the server at its start.
get_resolver().url_patterns  # noqa: B018
