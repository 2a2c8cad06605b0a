"""Which argument an error of GraphQL is about; the error has only a place in the document."""

from collections.abc import Iterable

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)


def name_arguments(errors: Iterable[GraphQLError], ast: DocumentNode) -> list[GraphQLError]:
    """Return the errors, with `field` where they are about an argument or its variable."""
    found = list(errors)
    arguments = _Arguments()
    visit(ast, arguments)
    for error in found:
        if name := arguments.of(error):
            error.extensions = {**(error.extensions or {}), "field": name}
    return found


class _Arguments(Visitor):
    """Collects the start, end and variables of the value of each argument."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[str, int, int]] = []
        self._by_variable: dict[str, str] = {}
        self._argument = ""

    def of(self, error: GraphQLError) -> str | None:
        """Return the name of the argument, of a variable in many the first one, or None."""
        match error.nodes:
            case [VariableDefinitionNode() as definition]:
                return self._by_variable.get(definition.variable.name.value)
        position = next(iter(error.positions or ()), -1)
        names = [name for name, start, end in self._places if start <= position < end]
        return names[-1] if names else None

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        self._argument = node.name.value
        if node.value.loc:
            self._places.append((self._argument, node.value.loc.start, node.value.loc.end))

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        if self._argument:
            self._by_variable.setdefault(node.name.value, self._argument)

    def leave_argument(self, *_: object) -> None:
        self._argument = ""
