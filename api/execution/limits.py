"""Limits of a document, checked before validation.

Validation compares every pair of fields with the same name that may be merged, so documents with
too many fragments or repeated fields are rejected by counting. The slowest document within the
limits takes 0.25 s, once. The limits exceed what clients generate: GraphiQL's introspection query
has 180 tokens, 3 fragments and no alias.
"""

from collections import Counter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    parse,
    visit,
)

from api.errors import BAD_USER_INPUT, QUERY_TOO_COMPLEX, RequestError, graphql_error

MAX_CHARACTERS = 50_000
MAX_TOKENS = 2_000
MAX_OPERATIONS = 20
MAX_FRAGMENTS = 100
MAX_ALIASES = 50
MAX_DIRECTIVES = 50
MAX_REPETITIONS = 20
MAX_PAIRS = 10_000
# Python rejects very long integers; 64 bits have 19 digits.
MAX_DIGITS = 100


def parse_within_limits(text: str) -> DocumentNode:
    """Return the parsed document. Raises RequestError if it is malformed or beyond a limit."""
    _check(len(text), MAX_CHARACTERS, "characters")
    try:
        document = parse(text, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        aborted = error.message.endswith("Parsing aborted.")
        error.extensions = {"code": QUERY_TOO_COMPLEX if aborted else BAD_USER_INPUT}
        raise RequestError([error], well_formed=True) from None
    _check_counts(document)
    return document


def _check_counts(document: DocumentNode) -> None:
    counts = _Counts()
    visit(document, counts)
    _check(counts.operations, MAX_OPERATIONS, "operations")
    _check(counts.fragments, MAX_FRAGMENTS, "fragments")
    _check(counts.aliases, MAX_ALIASES, "aliases")
    _check(counts.directives, MAX_DIRECTIVES, "directives")
    _check(counts.repetitions, MAX_REPETITIONS, "repetitions of a field in a selection")
    _check(counts.pairs, MAX_PAIRS, "pairs of fields with the same name")
    if counts.null_characters:
        message = "Text must not contain NUL or unpaired surrogates."
        raise RequestError([graphql_error(message)], well_formed=True)
    if counts.long_numbers:
        message = f"The document has a number of more than {MAX_DIGITS} digits."
        raise RequestError([graphql_error(message)], well_formed=True)


def _check(count: int, limit: int, what: str) -> None:
    if count > limit:
        message = f"The document has {count} {what}; at most {limit} are allowed."
        raise RequestError([graphql_error(message, QUERY_TOO_COMPLEX)], well_formed=True)


class _Counts(Visitor):
    """Counts what the limits bound."""

    def __init__(self) -> None:
        super().__init__()
        self.operations = 0
        self.fragments = 0
        self.aliases = 0
        self.directives = 0
        self.repetitions = 0
        self.null_characters = False
        self.long_numbers = False
        self._names: Counter[str] = Counter()

    @property
    def pairs(self) -> int:
        """The number of pairs of fields with the same name: what validation compares at most."""
        return sum(number * (number - 1) // 2 for number in self._names.values())

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        self.operations += 1

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> None:
        self.fragments += 1

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.aliases += node.alias is not None
        self._names[(node.alias or node.name).value] += 1

    def enter_directive(self, *_: object) -> None:
        self.directives += 1

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self.null_characters |= "\0" in node.value

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self.long_numbers |= len(node.value) > MAX_DIGITS

    def enter_selection_set(
        self, node: SelectionSetNode, key: object, parent: object, *_: object
    ) -> None:
        if not isinstance(parent, InlineFragmentNode):  # counted with the enclosing selection
            names = Counter(_response_names(node))
            self.repetitions = max(self.repetitions, *names.values(), 0)


def _response_names(selections: SelectionSetNode) -> list[str]:
    names = []
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                names.append((selection.alias or selection.name).value)
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
    return names
