"""The WSGI application that core/server/asgi.py serves: Django, loaded once for all workers."""

import gc
import os

import django
from django.urls import get_resolver

from core.database.timeouts import bound_waiting
from core.journal.pairing import guard_reads

from .content_type_guard import with_readable_type
from .handlers import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.development")
django.setup(set_prefix=False)
application = with_readable_type(Handler())
bound_waiting()
guard_reads()
# The URLs bring in the whole schema: once, before gunicorn forks, not with each worker's first
# request; and what cannot be imported ends the server at its start.
get_resolver().url_patterns  # noqa: B018
# Everything loaded by now stays: the garbage collector need not walk through it, nor run as often
# as in a small program.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
