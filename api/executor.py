"""The schema as it is served: one executor for HTTP and WebSocket, under one policy."""

from django.conf import settings

from api.execution.executor import Executor
from api.execution.persisted import Policy
from api.schema import schema

executor = Executor(schema, Policy(settings.PERSISTED_DOCUMENTS, settings.PERSISTED_ONLY))
