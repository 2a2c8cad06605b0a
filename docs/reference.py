"""The reference of the schema: a page for each kind of definition, from `api/schema.graphql`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    Undefined,
    ast_from_value,
    build_schema,
    get_named_type,
    print_ast,
)

ROOTS = {"Query": "queries", "Mutation": "mutations", "Subscription": "subscriptions"}
PAGE_OF: dict[type[GraphQLNamedType], str] = {
    GraphQLObjectType: "objects",
    GraphQLInterfaceType: "interfaces",
    GraphQLUnionType: "unions",
    GraphQLEnumType: "enums",
    GraphQLInputObjectType: "inputs",
    GraphQLScalarType: "scalars",
}
TITLES = {
    "queries": "Queries",
    "mutations": "Mutations",
    "subscriptions": "Subscriptions",
    "objects": "Objects",
    "interfaces": "Interfaces",
    "unions": "Unions",
    "enums": "Enums",
    "inputs": "Inputs",
    "scalars": "Scalars",
}
INTRODUCTION = """# Schema

Every definition of the schema, by its own descriptions. The playground at `/graphql/` has the
same beside an editor; [the page of the API](../api/index.md) says what holds for all of it:
errors, lists, caching.

"""


def pages(file: Path) -> dict[str, str]:
    """Return the texts of the pages by their file names."""
    schema = build_schema(file.read_text())
    entries: dict[str, list[str]] = {page: [] for page in TITLES}
    for name, definition in sorted(schema.type_map.items()):
        if name in ROOTS and isinstance(definition, GraphQLObjectType):
            fields = sorted(definition.fields.items())
            entries[ROOTS[name]] = [_root_field(*each) for each in fields]
        elif not name.startswith("__"):
            entries[PAGE_OF[type(definition)]].append(_definition(definition))
    texts = {
        f"{page}.md": f"# {TITLES[page]}\n\n" + "\n".join(found)
        for page, found in entries.items()
        if found
    }
    lines = (f"- [{TITLES[name.removesuffix('.md')]}]({name})\n" for name in texts)
    return {"index.md": INTRODUCTION + "".join(lines), **texts}


def _root_field(name: str, field: GraphQLField) -> str:
    signature = f"{name}{_arguments(field.args)}: {field.type}"
    rows = ((f"`{each}`", _type(one), _text(one)) for each, one in field.args.items())
    returns = f"Returns {_link(field)}.\n\n"
    table = _table(("argument", "type", ""), rows) if field.args else ""
    return f"## {name}\n\n{_text(field)}\n\n```text\n{signature}\n```\n\n{returns}{table}"


def _definition(definition: GraphQLNamedType) -> str:
    text = definition.description or ""
    return f"## {definition.name}\n\n{text}\n\n{_body(definition)}\n"


def _body(definition: GraphQLNamedType) -> str:
    if isinstance(definition, GraphQLObjectType | GraphQLInterfaceType):
        above = [_named(each) for each in definition.interfaces]
        implements = f"Implements {', '.join(above)}.\n\n" if above else ""
        rows = (
            (f"`{name}{_arguments(field.args)}`", _type(field), _text(field))
            for name, field in definition.fields.items()
        )
        return implements + _table(("field", "type", ""), rows)
    if isinstance(definition, GraphQLInputObjectType):
        inputs = ((f"`{name}`", _type(one), _text(one)) for name, one in definition.fields.items())
        return _table(("field", "type", ""), inputs)
    if isinstance(definition, GraphQLEnumType):
        values = ((f"`{name}`", one.description or "") for name, one in definition.values.items())
        return _table(("value", ""), values)
    if isinstance(definition, GraphQLUnionType):
        return f"One of {', '.join(_named(each) for each in definition.types)}.\n"
    return ""


def _arguments(arguments: Mapping[str, GraphQLArgument]) -> str:
    if not arguments:
        return ""
    return f"({', '.join(f'{name}: {one.type}{_default(one)}' for name, one in arguments.items())})"


def _default(one: GraphQLArgument | GraphQLInputField) -> str:
    if one.default_value is Undefined:
        return ""
    value = ast_from_value(one.default_value, one.type)
    return f" = {print_ast(value)}" if value else ""


def _type(one: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    default = "" if isinstance(one, GraphQLField) else _default(one)
    return _link(one) + (f"`{default}`" if default else "")


def _link(one: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    named = get_named_type(one.type)
    return f"[`{one.type}`]({PAGE_OF[type(named)]}.md#{named.name.lower()})"


def _named(definition: GraphQLNamedType) -> str:
    return f"[{definition.name}]({PAGE_OF[type(definition)]}.md#{definition.name.lower()})"


def _text(one: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    text = one.description or ""
    return f"{text} **Deprecated:** {one.deprecation_reason}" if one.deprecation_reason else text


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    cells = ([" ".join(cell.split()).replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells) + "\n"
