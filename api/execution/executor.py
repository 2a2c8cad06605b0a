"""Running an operation: find or parse the document, check its cost, authenticate, execute."""

import graphene
from graphql import ExecutionResult, OperationType

from api.auth.scopes import LacksScope, check_scopes
from api.context import Context
from api.errors import (
    QUERY_TOO_COMPLEX,
    RequestError,
    as_graphql_error,
    bad_request,
    graphql_error,
)
from api.execution.params import Params
from api.limits import (
    MAX_COST,
    MAX_EVENT_COST,
    MAX_EVENT_STATEMENTS,
    MAX_STATEMENTS,
    MAX_STATEMENTS_A_WRITE,
)
from api.subscriptions.source import SubscriptionSource
from core.accounts.models import User
from core.api_tokens.services import count_writes
from core.common.errors import OperationStopped, RateLimited, Unauthenticated
from core.common.request_stats import RequestStats, begin, current
from core.common.signals import operation_stopped
from core.common.tracing import span
from core.database import read_your_writes
from core.database.search_time_budget import one_search_budget

from .about_viewer import is_about_viewer
from .argument_names import name_arguments
from .cost import check_cost
from .documents import Document, Operation
from .introspection import check_introspection, mask_schema_errors
from .persisted import ANYTHING, Library, Policy
from .planned import execute
from .retry_after import hold_off
from .subscribe import source_of

# An operation with only these fields runs with an expired token: they are how a client gets a new
# token or ends the session.
NEED_NO_VIEWER = frozenset(
    {
        *("login", "signup", "refreshToken", "logout", "loginSecondFactor"),
        *("beginPasskeyLogin", "loginWithPasskey", "__schema", "__type", "__typename"),
        # What comes by mail needs no session.
        *("verifyEmail", "confirmEmailChange", "cancelEmailChange", "endSessionsByMail"),
        *("requestPasswordReset", "resetPassword"),
    }
)
# The longest operation name in logs and traces.
MAX_NAME_LENGTH = 100


USE_STREAMING = (
    "Subscriptions are served as server-sent events (send `Accept: text/event-stream`) and over "
    "WebSocket (`graphql-transport-ws`)."
)


CHANGES_KEPT = " Changes that it made before are kept."


class Stopped(ExecutionResult):
    """The result of an operation that was ended while it ran: one error and no data."""


class Executor:
    """Runs the operations of one schema; shared by the threads of a process."""

    def __init__(self, schema: graphene.Schema, policy: Policy = ANYTHING) -> None:
        """Raise ImproperlyConfigured if a manifest of the policy is invalid."""
        self.policy = policy
        self._schema = schema.graphql_schema
        self._library = Library(self._schema, policy)

    def run(self, params: Params, context: Context, *, read_only: bool) -> ExecutionResult:
        """Return the result of the operation. Raises RequestError if it has only errors."""
        context.executor = self
        document = self._library.find(params)
        operation = document.select(params.operation_name)
        stats = _note(operation)
        if operation.is_subscription:
            raise RequestError([graphql_error(USE_STREAMING)], well_formed=True)
        if read_only and not operation.is_query:
            raise bad_request("Mutations require POST.", status=405, headers={"Allow": "POST"})
        _weigh(operation, params, stats)
        with span(stats.described, _attributes(stats)), one_search_budget():
            result = self._execute(document, operation, params, context)
        if isinstance(result, Stopped):
            return result
        hold_off(result, context.response_extras)
        if result.errors and not any(error.path for error in result.errors):
            errors = name_arguments(result.errors, document.ast)  # nothing was executed
            raise RequestError(mask_schema_errors(errors), well_formed=True)
        return result

    def is_subscription(self, params: Params) -> bool:
        """Return whether the operation is a subscription. Raises RequestError."""
        document = self._library.find(params)
        return document.select(params.operation_name).is_subscription

    def subscribe(self, params: Params, context: Context) -> SubscriptionSource:
        """Return the source of a subscription. Raises RequestError if it has only errors."""
        document = self._library.find(params)
        operation = document.select(params.operation_name)
        stats = _note(operation)
        _weigh(operation, params, stats)
        with span(stats.described, _attributes(stats)):
            _check_token(operation, context)
            return source_of(self._schema, document, operation, params.variables, context)

    def source_of_text(self, text: str, context: Context) -> SubscriptionSource:
        """Return the source of a subscription without variables. Raises RequestError.

        For one that is stored: it has to be as cheap as one that a client sends, and what is known
        of the operation at hand stays.
        """
        document = self._library.find(Params(text, {}, None))
        operation = document.select(None)
        if not operation.is_subscription:
            raise bad_request("Send one subscription.")
        check_introspection(operation.root_fields)
        check_cost(operation.estimate.total({}), MAX_EVENT_COST)
        return source_of(self._schema, document, operation, {}, context)

    def can_share(self, params: Params, source: SubscriptionSource) -> bool:
        """Return whether subscribers of the same operation can share responses."""
        return source.shared and not is_about_viewer(self._schema, self._library.find(params).ast)

    def show(self, params: Params, context: Context, payload: object) -> ExecutionResult:
        """Return the result of a subscription for the payload of one event."""
        document = self._library.find(params)
        stats = _note(document.select(params.operation_name))
        with span(stats.described, _attributes(stats)), one_search_budget():
            return self._run_fields(document, params, context, payload)

    def _execute(
        self, document: Document, operation: Operation, params: Params, context: Context
    ) -> ExecutionResult:
        _check_token(operation, context)
        if operation.is_query:
            with read_your_writes.reading(context.known_viewer):
                return self._run_fields(document, params, context)
        with read_your_writes.writing(context.known_viewer) as writing:
            result = self._run_fields(document, params, context)
            writing.authors = context.known_viewers
        return result

    def _run_fields(
        self, document: Document, params: Params, context: Context, root: object = None
    ) -> ExecutionResult:
        """Return the result; one error and no data if the operation needs more than it may."""
        stats = current() or begin()
        try:
            with stats.limited_to(_statements(stats)):
                return self._run_all_fields(document, params, context, root)
        except OperationStopped as stopped:
            operation_stopped.send(None, limit=stopped.limit)
            kept = CHANGES_KEPT if stats.kind == OperationType.MUTATION.value else ""
            return Stopped(errors=[graphql_error(stopped.message + kept, QUERY_TOO_COMPLEX)])

    def _run_all_fields(
        self, document: Document, params: Params, context: Context, root: object
    ) -> ExecutionResult:
        operation = document.select(params.operation_name)
        context.fields = document.fields
        return execute(
            self._schema,
            document.ast,
            operation.node,
            operation.plans,
            root=root,
            context=context,
            variables=params.variables,
        )


def _statements(stats: RequestStats) -> int:
    """Return how many statements of each store the operation may run."""
    if stats.kind == OperationType.SUBSCRIPTION.value:
        return MAX_EVENT_STATEMENTS
    if stats.kind == OperationType.MUTATION.value:
        return MAX_STATEMENTS + MAX_STATEMENTS_A_WRITE * len(stats.root_fields)
    return MAX_STATEMENTS


def _weigh(operation: Operation, params: Params, stats: RequestStats) -> None:
    check_introspection(operation.root_fields)
    stats.cost = operation.estimate.total(params.variables)
    stats.max_cost = MAX_EVENT_COST if operation.is_subscription else MAX_COST
    check_cost(stats.cost, stats.max_cost)


def _note(operation: Operation) -> RequestStats:
    stats = current() or begin()
    stats.operation = operation.name[:MAX_NAME_LENGTH]
    stats.kind = operation.node.operation.value
    stats.root_fields = operation.root_fields
    return stats


def _attributes(stats: RequestStats) -> dict[str, str]:
    """Return OpenTelemetry attributes, without the document, which can contain values."""
    return {"graphql.operation.type": stats.kind, "graphql.operation.name": stats.operation}


def _check_token(operation: Operation, context: Context) -> None:
    if NEED_NO_VIEWER.issuperset(operation.root_fields) and not context.has_api_token:
        return
    try:
        viewer = context.authenticate()
        if viewer is not None and viewer.api_token is not None:
            _check_api_token(viewer, viewer.api_token, operation)
    except LacksScope as error:
        headers = {"WWW-Authenticate": error.challenge}
        raise RequestError(
            [as_graphql_error(error)], status=403, well_formed=True, headers=headers
        ) from None
    except RateLimited as error:
        headers = {"Retry-After": str(error.retry_after)}
        raise RequestError(
            [as_graphql_error(error)], status=429, well_formed=True, headers=headers
        ) from None
    except Unauthenticated as error:
        raise RequestError(
            [as_graphql_error(error)],
            status=401,
            well_formed=True,
            headers={"WWW-Authenticate": "Bearer"},
        ) from None


def _check_api_token(viewer: User, token: int, operation: Operation) -> None:
    """Raise LacksScope, or RateLimited, before anything runs. One SQL statement for a mutation."""
    kind = operation.node.operation.value
    check_scopes(viewer, kind, operation.root_fields)
    if kind == OperationType.MUTATION.value:
        count_writes(token=token, times=len(operation.root_fields))
