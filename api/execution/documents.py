"""Documents: parsed, within the limits, valid, and kept, because clients send the same again."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from graphql import (
    ArgumentNode,
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

from .cost import Estimate, estimate
from .introspection import mask_schema_errors
from .limits import parse_within_limits

# A parsed document takes about 250 bytes of memory a character: 60 MB at most.
KEPT_DOCUMENTS = 1_000
KEPT_CHARACTERS = 250_000
KEPT_CHARACTERS_EACH = 10_000

# Each of these is a try at someone's password or token: one to an operation, or aliases would
# make many tries of one request.
CREDENTIAL_MUTATIONS = frozenset(
    {"login", "signup", "refreshToken", "changePassword", "deleteAccount"}
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document, the names of its root fields, and what it may cost."""

    node: OperationDefinitionNode
    root_fields: tuple[str, ...]
    estimate: Estimate

    @property
    def name(self) -> str:
        """The name that the client gave it, empty without one."""
        return self.node.name.value if self.node.name else ""

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.node.operation is OperationType.QUERY

    @property
    def is_subscription(self) -> bool:
        """Whether it has a stream of answers."""
        return self.node.operation is OperationType.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document and its operations by name; the name of an unnamed one is empty."""

    ast: DocumentNode
    operations: Mapping[str, Operation]

    def select(self, name: str | None) -> Operation:
        """The operation to run. Raises RequestError if `name` does not settle which."""
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
    """The valid documents of a schema by their text, least recently used first.

    Shared by the threads of a process.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, text: str) -> Document:
        """The document in `text`. Raises RequestError if it is malformed, too much or invalid."""
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
    """Parse and check a document. Raises RequestError if it is malformed, too much or invalid."""
    ast = parse_within_limits(text)
    if errors := validate(schema, ast, specified_rules):
        errors = _once_each(mask_schema_errors(_naming_arguments(errors, ast)))
        raise RequestError(errors, well_formed=True)
    # Depth and cost come second: they follow fragments, which have to be sound for that.
    fragments = {
        node.name.value: node
        for node in ast.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operations = [
        _operation(schema, node, fragments)
        for node in ast.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    return Document(ast, {operation.name: operation for operation in operations})


def _naming_arguments(errors: list[GraphQLError], ast: DocumentNode) -> list[GraphQLError]:
    """Name the argument whose value is wrong; GraphQL tells only the place of the value."""
    arguments = _Arguments()
    visit(ast, arguments)
    for error in errors:
        position = next(iter(error.positions or ()), -1)
        for name, start, end in arguments.places:
            if start <= position < end:
                error.extensions = {"field": name}
    return errors


def _once_each(errors: list[GraphQLError]) -> list[GraphQLError]:
    """What is said of many places is said once, with all of them."""
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


class _Arguments(Visitor):
    """Collects name, start and end of the value of each argument."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[str, int, int]] = []

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        if node.value.loc:
            self.places.append((node.name.value, node.value.loc.start, node.value.loc.end))


def _operation(
    schema: GraphQLSchema,
    node: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Operation:
    root_fields = tuple(_root_fields(node.selection_set, fragments, set()))
    tries = [name for name in root_fields if name in CREDENTIAL_MUTATIONS]
    if len(tries) > 1:
        message = f"An operation may contain only one of {', '.join(sorted(CREDENTIAL_MUTATIONS))}."
        raise RequestError([graphql_error(message, QUERY_TOO_COMPLEX)], well_formed=True)
    return Operation(node, root_fields, estimate(schema, node, fragments))


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
            if name not in followed:  # spread again, its fields are the same and run once
                followed.add(name)
                yield from _root_fields(fragments[name].selection_set, fragments, followed)
