"""Execution by plans, which ends while the answer is built, once it is too large.

Source: graphql-core, `ExecutionContext`: answers and errors are the same
(`tests/api/test_execution.py`). All resolvers are synchronous.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import graphql
from graphql import (
    ExecutionContext,
    ExecutionResult,
    FieldNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    located_error,
)
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.execute import assume_not_awaitable
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from api.limits import MAX_ANSWER_BYTES
from core.common.errors import OperationStopped

from .completion import completion_of
from .field_plans import FieldPlan, Plans, Selection

TOO_LARGE = (
    f"The answer has more than {MAX_ANSWER_BYTES // 1024**2} MB. "
    "Ask for shorter lists (`first`) or fewer fields in them."
)
# An error without its path and message.
ERROR = 200


class PlannedExecution(ExecutionContext):
    """Resolves the fields of selections; adds up the bytes of names, values and errors.

    The values of one object under one field of an interface, such as `nodes`, are completed once
    and counted as often as they are in the answer. Raises OperationStopped.
    """

    plans: Plans
    # Of the answer so far, and at most.
    bytes: int
    max_bytes: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bytes = 0
        self.max_bytes = MAX_ANSWER_BYTES
        self._arguments: dict[FieldPlan, dict[str, Any]] = {}
        self._objects: dict[tuple[int, FieldPlan], tuple[object, Any, int]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Return the answer to the root fields."""
        if self.plans.root is None:
            self.plans.root = Selection(self.schema, parent_type, fields)
        return self.resolve_all(self.plans.root, source_value, path)

    # One after the other they are in either case.
    execute_fields_serially = execute_fields

    def resolve_all(self, selection: Selection, source: Any, path: Path | None) -> dict[str, Any]:
        """Return the values of the fields of one object; for every one of an answer."""
        self.count(selection.size)
        values: dict[str, Any] = {}
        for plan in selection.fields:
            try:
                if plan.read is not None and plan.is_leaf:
                    value = plan.read(source)
                    if isinstance(value, Exception):
                        raise value
                    values[plan.name] = plan.complete(self, plan, None, None, value)
                else:
                    values[plan.name] = self._resolved(plan, source, path)
            except Exception as error:  # noqa: BLE001 - collected, or raised for the parent
                place = Path(path, plan.name, plan.parent.name)
                self.failed(error, plan, plan.type, place)
                values[plan.name] = None
        return values

    def resolve_plain(
        self, selection: Selection, sources: Sequence[Any]
    ) -> list[dict[str, Any]] | None:
        """Return the values of each object of a list; None where one of them is null or an error.

        Those have their place in the answer: the caller completes one object after the other then.
        `selection` is plain.
        """
        before, answers = self.bytes, []
        try:
            for source in sources:
                if source is None or isinstance(source, Exception):
                    raise TypeError
                self.count(selection.size)
                answers.append(
                    {
                        plan.name: plan.complete(self, plan, None, None, read(source))
                        for plan, read in selection.plain
                    }
                )
        except Exception:  # noqa: BLE001 - raised again for the object that it belongs to
            self.bytes = before
            return None
        return answers

    def _resolved(self, plan: FieldPlan, source: Any, path: Path | None) -> Any:
        place = Path(path, plan.name, plan.parent.name)
        info = self._info(plan, place) if plan.needs_info else None
        if plan.read is not None:
            value = plan.read(source)
        else:
            value = plan.resolve(source, info, **self._arguments_of(plan))
        if isinstance(value, Exception):
            raise value
        return plan.complete(self, plan, info, place, value)

    def _info(self, plan: FieldPlan, path: Path) -> GraphQLResolveInfo:
        return GraphQLResolveInfo(
            plan.nodes[0].name.value,
            plan.nodes,
            plan.type,
            plan.parent,
            path,
            self.schema,
            self.fragments,
            self.root_value,
            self.operation,
            self.variable_values,
            self.context_value,
            self.is_awaitable,
        )

    def _arguments_of(self, plan: FieldPlan) -> dict[str, Any]:
        """Return the arguments, which are the same for every object. Raises GraphQLError."""
        if plan.arguments is not None:
            return plan.arguments
        arguments = self._arguments.get(plan)
        if arguments is None:
            arguments = get_argument_values(plan.definition, plan.nodes[0], self.variable_values)
            self._arguments[plan] = arguments
        return arguments

    def selection_of(self, plan: FieldPlan, type_: GraphQLObjectType) -> Selection:
        """Return the plan of what is selected of the objects of this type."""
        selection = plan.selections.get(type_)
        if selection is None:
            nodes = collect_sub_fields(
                self.schema, self.fragments, self.variable_values, type_, plan.nodes
            )
            selection = plan.selections[type_] = Selection(self.schema, type_, nodes)
        return selection

    def complete_once(
        self,
        plan: FieldPlan,
        info: GraphQLResolveInfo,
        path: Path,
        type_: GraphQLAbstractType,
        value: Any,
    ) -> Any:
        """Return the completed value, the same one for the same object under the same field."""
        key = (id(value), plan)
        if key in self._objects:
            _, completed, size = self._objects[key]
            self.count(size)
            return completed
        before, errors = self.bytes, len(self.collected_errors.errors)
        name = (type_.resolve_type or self.type_resolver)(value, info, type_)
        found = self.ensure_valid_runtime_type(name, type_, plan.nodes, info, value)
        completed = completion_of(found)(self, plan, info, path, value)
        if len(self.collected_errors.errors) == errors:  # which have their place in the answer
            self._objects[key] = value, completed, self.bytes - before
        return completed

    def count(self, size: int) -> None:
        """Add these bytes to the answer. Raises OperationStopped."""
        self.bytes += size
        if self.bytes > self.max_bytes:
            raise OperationStopped("answer", TOO_LARGE)

    def failed(
        self, error: Exception, plan: FieldPlan, type_: GraphQLOutputType, path: Path
    ) -> None:
        """Collect the error, or raise it for the parent of a value that cannot be null."""
        located = located_error(error, plan.nodes, path.as_list())
        self.count(ERROR + size_of_path(located.path or ()))
        self.handle_field_error(located, type_, path)


def execute(
    schema: GraphQLSchema,
    document: graphql.DocumentNode,
    operation: OperationDefinitionNode,
    plans: Plans,
    *,
    root: object,
    context: object,
    variables: Mapping[str, Any] | None,
) -> ExecutionResult:
    """Return the result of an operation of a valid document. Raises OperationStopped.

    `plans` are those of this operation, empty or made by an earlier execution.
    """
    run = PlannedExecution.build(
        schema,
        document,
        root,
        context,
        dict(variables or {}),
        operation.name.value if operation.name else None,
        is_awaitable=assume_not_awaitable,
    )
    if isinstance(run, list):
        return ExecutionResult(None, run)
    assert isinstance(run, PlannedExecution)  # noqa: S101 - for the type checker
    run.plans = plans
    errors = run.collected_errors.errors
    try:
        data = run.execute_operation(operation, root)
    except GraphQLError as error:
        errors.append(error)
        data = None
    return run.build_response(cast(dict[str, Any] | None, data), errors)


def size_of_path(path: Sequence[str | int]) -> int:
    """Return about the bytes of a path as JSON."""
    return sum(len(key) if isinstance(key, str) else 4 for key in path) + 3 * len(path)
