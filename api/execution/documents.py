"""Documents: parsed, checked against the limits, validated and cached."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Visitor,
    specified_rules,
    validate,
    visit,
)

from api.errors import QUERY_TOO_COMPLEX, RequestError, graphql_error
from core.common.request_stats import current

from .argument_names import name_arguments
from .cost import estimate
from .estimates import Estimate
from .field_plans import Plans, has_conditions
from .introspection import mask_schema_errors
from .limits import parse_within_limits

# A parsed document takes about 250 bytes of memory per character: 60 MB at most.
KEPT_DOCUMENTS = 1_000
KEPT_CHARACTERS = 250_000
KEPT_CHARACTERS_EACH = 10_000

# Each of these is an attempt at a password or token: one per operation, or aliases would make
# many attempts of one request.
CREDENTIAL_MUTATIONS = frozenset(
    {
        *("login", "signup", "refreshToken", "changePassword", "deleteAccount"),
        *("requestPasswordReset", "resetPassword", "changeEmail"),
        *("verifyEmail", "confirmEmailChange", "cancelEmailChange", "endSessionsByMail"),
        *("loginSecondFactor", "loginWithPasskey", "beginPasskeyLogin", "newRecoveryCodes"),
        *("beginTotp", "confirmTotp", "disableTotp", "beginPasskey", "removePasskey"),
        *("deactivateAccount", "requestDataExport", "createApiToken"),
    }
)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document, the names of its root fields, and its estimated cost."""

    node: OperationDefinitionNode
    root_fields: tuple[str, ...]
    estimate: Estimate
    # None where they differ from one execution to the next.
    kept_plans: Plans | None

    @property
    def name(self) -> str:
        """The name of the operation, empty without one."""
        return self.node.name.value if self.node.name else ""

    @property
    def plans(self) -> Plans:
        """The plans of its fields, as far as they are made."""
        return self.kept_plans if self.kept_plans is not None else Plans()

    @property
    def is_query(self) -> bool:
        """Whether the operation is a query."""
        return self.node.operation is OperationType.QUERY

    @property
    def is_subscription(self) -> bool:
        """Whether the operation is a subscription."""
        return self.node.operation is OperationType.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document, its operations by name, and the names of all fields in it.

    An anonymous operation has an empty name.
    """

    ast: DocumentNode
    operations: Mapping[str, Operation]
    fields: frozenset[str]

    def select(self, name: str | None) -> Operation:
        """Return the operation to run. Raises RequestError if `name` does not select one."""
        if not name and len(self.operations) == 1:
            [operation] = self.operations.values()
            return operation
        if name in self.operations and name:
            return self.operations[name]
        if not self.operations:
            message = "The document has no operation."
        elif name:
            message = f"The document has no operation named '{name}'."
        else:
            message = "The document has several operations: name one in `operationName`."
        raise RequestError([graphql_error(message, field="operationName")], well_formed=True)


class Documents:
    """A cache of valid documents by text, least recently used first.

    Shared by the threads of a process.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, text: str) -> Document:
        """Return the document. Raises RequestError if malformed, beyond a limit or invalid."""
        with self._lock:
            document = self._kept.get(text)
            if document is not None:
                self._kept.move_to_end(text)
        if (stats := current()) is not None:
            stats.document_kept = document is not None
        if document is not None:
            return document
        document = read_document(self._schema, text)
        if len(text) <= KEPT_CHARACTERS_EACH:
            self._keep(text, document)
        return document

    def _keep(self, text: str, document: Document) -> None:
        with self._lock:
            if text in self._kept:
                return
            self._kept[text] = document
            self._characters += len(text)
            while len(self._kept) > KEPT_DOCUMENTS or self._characters > KEPT_CHARACTERS:
                dropped, _ = self._kept.popitem(last=False)
                self._characters -= len(dropped)


def read_document(schema: GraphQLSchema, text: str) -> Document:
    """Return the checked document.

    Raises RequestError if it is malformed, beyond a limit or invalid.
    """
    ast = parse_within_limits(text)
    if errors := validate(schema, ast, specified_rules):
        errors = _once_each(mask_schema_errors(name_arguments(errors, ast)))
        raise RequestError(errors, well_formed=True)
    # Depth and cost come after validation, because they follow fragments.
    fragments = {
        node.name.value: node
        for node in ast.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operations = [
        _operation(schema, node, fragments, ast)
        for node in ast.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    by_name = {operation.name: operation for operation in operations}
    return Document(ast, by_name, _fields(ast))


class _Names(Visitor):
    """Collects the names of fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.found.add(node.name.value)


def _fields(document: DocumentNode) -> frozenset[str]:
    names = _Names()
    visit(document, names)
    return frozenset(names.found)


def _once_each(errors: list[GraphQLError]) -> list[GraphQLError]:
    """Merge errors with the same message into one with all locations."""
    same: dict[tuple[str, str], list[GraphQLError]] = {}
    for error in errors:
        same.setdefault((error.message, repr(error.extensions)), []).append(error)
    return [
        first
        if not others
        else GraphQLError(
            first.message,
            nodes=[node for each in (first, *others) for node in each.nodes or ()],
            extensions=first.extensions,
        )
        for first, *others in same.values()
    ]


def _operation(
    schema: GraphQLSchema,
    node: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    ast: DocumentNode,
) -> Operation:
    root_fields = tuple(_root_fields(node.selection_set, fragments, set()))
    attempts = [name for name in root_fields if name in CREDENTIAL_MUTATIONS]
    if len(attempts) > 1:
        message = f"An operation may contain only one of {', '.join(sorted(CREDENTIAL_MUTATIONS))}."
        raise RequestError([graphql_error(message, QUERY_TOO_COMPLEX)], well_formed=True)
    plans = None if has_conditions(ast) else Plans()
    return Operation(node, root_fields, estimate(schema, node, fragments), plans)


def _root_fields(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    followed: set[str],
) -> Iterator[str]:
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection.name.value
        elif isinstance(selection, InlineFragmentNode):
            yield from _root_fields(selection.selection_set, fragments, followed)
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in followed:  # a repeated spread adds no field
                followed.add(name)
                yield from _root_fields(fragments[name].selection_set, fragments, followed)
