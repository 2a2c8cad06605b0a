"""Fields whose value depends on the viewer: a response with one of them cannot be shared."""

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

# Beside those whose name begins with `viewer`.
ABOUT_VIEWER = frozenset(
    {
        "Post.likers",
        "User.email",
        "User.followsViewer",
        "User.isMutual",
        "User.posts",
        "User.postsCount",
    }
)


def is_about_viewer(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Return whether the document has a field whose value depends on the viewer."""
    types = TypeInfo(schema)
    found = _AboutViewer(types)
    visit(document, TypeInfoVisitor(types, found))
    return found.any


class _AboutViewer(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.any = False
        self._types = types

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self._types.get_parent_type()
        name = node.name.value
        self.any = self.any or name.startswith("viewer") or f"{parent}.{name}" in ABOUT_VIEWER
