"""The schema as it is served: one executor for HTTP and WebSocket, under one policy."""

from django.conf import settings

from .execution import Executor
from .persisted import Policy
from .schema import schema

executor = Executor(schema, Policy(settings.PERSISTED_DOCUMENTS, settings.PERSISTED_ONLY))
