"""The executor that HTTP and WebSocket share, with the policy of the settings."""

from django.conf import settings

from api.execution.executor import Executor
from api.execution.persisted import Policy
from api.schema import schema

executor = Executor(schema, Policy(settings.PERSISTED_DOCUMENTS, settings.PERSISTED_ONLY))
