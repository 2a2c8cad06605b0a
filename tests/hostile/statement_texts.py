"""Finds statements that are put together while the service runs, in `core` and `api`.

They are SQL; Cypher is in `graph`, where basedpyright proves it constant (`literal_texts.py`). For
SQL it does not: Django's stubs take `str`, and even with LiteralString in them it misses a cursor's
`copy_expert`, a model's own manager and a cursor of psycopg2's own.

A statement is constant if it is a literal, or a name that a module binds, at its top level, to what
is made of literals and such names alone. What a function puts together is not, whatever goes into
it: then nobody has to know where it came from. Names of tables and columns, which no parameter can
stand for, are quoted by `psycopg2.sql`.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

# Which argument of which call is a statement; a method begins with a dot.
SINKS: Mapping[str, int] = {
    **dict.fromkeys((".execute", ".executemany", ".raw", ".copy_expert", ".mogrify"), 0),
    **dict.fromkeys(("RawSQL", "RunSQL", "cypher_query"), 0),
    **dict.fromkeys(("client.read", "client.read_one", "client.read_long", "client.write"), 0),
    **dict.fromkeys(("session.run", "tx.run", "Query"), 0),
}
# Functions of ours that hand a statement on: their callers are held to the rule instead.
HANDED_ON: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("core/relation_imports/work.py", "_to_do"): {},
    ("core/relation_imports/work.py", "_named_in"): {"_named_in": 0},
    ("core/data_exports/snapshot.py", "rows"): {},
    ("core/data_exports/snapshot.py", "_one"): {"_one": 0},
    ("core/consistency/people.py", "_facts"): {"_facts": 0},
    ("core/activity/selectors.py", "_rows_since"): {"_rows_since": 0},
    ("core/media/files.py", "_delete"): {"_delete": 0},
    ("core/relay/housekeeping.py", "_delete"): {"_delete": 0},
    ("core/journal/store_pair.py", "write_row"): {"write_row": 0},
    ("core/realtime/missed.py", "_events"): {"_events": 0},
    ("core/search/backfill.py", "unread_rows"): {"unread_rows": 0},
    ("core/search/backfill.py", "fill_rows"): {"fill_rows": 0},
    ("core/lists/page_per_owner.py", "newest_first_of_each"): {"newest_first_of_each": 2},
    ("core/notifications/selectors.py", "notifications_page"): {},
    ("core/notifications/selectors.py", "count_notifications"): {},
    ("core/posts/counts.py", "_count_by"): {"_count_by": 0},
    ("core/posts/mentions.py", "by_text"): {"by_text": 0},
    ("core/database/rows.py", "instances_of"): {"instances_of": 1},
    ("core/database/postgresql/prepared.py", "execute"): {},
    ("core/database/postgresql/prepared.py", "_call"): {},
    ("core/database/postgresql/base.py", "last_executed_query"): {},
}
# `QuerySet.extra` is SQL by nature.
FORBIDDEN = frozenset({"extra"})
LOOKS_LIKE_A_STATEMENT = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY|LOCK TABLE|WITH|MATCH|OPTIONAL MATCH|"
    r"MERGE|UNWIND|CALL|LOAD CSV|LISTEN|NOTIFY|SET LOCAL)\b[ (\n]"
)


class Finding(NamedTuple):
    """What is wrong, and where."""

    file: str
    line: int
    what: str


@dataclass
class Module:
    """One file, and what is bound at its top level."""

    file: str
    tree: ast.Module
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def bound(self) -> dict[str, ast.expr]:
        """Names of the top level, of classes too, by what they are bound to."""
        found: dict[str, ast.expr] = {}
        for node in ast.walk(self.tree):
            body = node.body if isinstance(node, ast.Module | ast.ClassDef) else ()
            for each in body:
                match each:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value):
                        found[name] = value
                    case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                        found[name] = value
        return found

    @cached_property
    def imported(self) -> set[str]:
        """Names that come from other modules: their constants are in capitals, or modules."""
        return {
            alias.asname or alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom | ast.Import)
            for alias in node.names
        }

    def is_constant(self, node: ast.expr, function: ast.AST | None) -> bool:
        """Whether the statement is the same every time."""
        match node:
            case ast.Constant(value=str()):
                return True
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_constant(body, function) and self.is_constant(orelse, function)
            case ast.Name(id=name):
                return self._is_constant_name(name, function)
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                return attr.isupper() and name in self.imported
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                return _is_quoted(text)
        return False

    def _is_constant_name(self, name: str, function: ast.AST | None) -> bool:
        local = list(_bound_in(function, name)) if function else []
        if local:
            return all(self.is_constant(each, function) for each in local)
        if name in self.bound:
            return self._is_made_at_import(self.bound[name])
        return name.strip("_").isupper() and name in self.imported

    def _is_made_at_import(self, node: ast.expr) -> bool:
        """Of literals and names of the top level alone, and the entries that it runs through."""
        entries = {
            name.id
            for each in ast.walk(node)
            if isinstance(each, ast.comprehension)
            for name in ast.walk(each.target)
            if isinstance(name, ast.Name)
        }
        known = {*self.bound, *self.imported, *entries}
        for each in ast.walk(node):
            match each:
                case ast.Name(id=name) if name not in known:
                    return False
                case ast.Call(func=ast.Attribute(attr="format" | "join" | "replace")):
                    continue
                case ast.Call(func=ast.Name(id=name)) if name[0].isupper():
                    continue  # a class that keeps statements together
                case ast.Call():
                    return False
        return True


def findings(file: str, text: str) -> list[Finding]:
    """What is wrong in this file."""
    module = Module(file, ast.parse(text))
    return sorted({*_sunk(module), *_built(module)})


def findings_in(root: Path, *folders: str) -> list[Finding]:
    """What is wrong in these folders, migrations included."""
    return [
        finding
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        if "node_modules" not in path.parts
        for finding in findings(str(path.relative_to(root)), path.read_text())
    ]


def _sunk(module: Module) -> Iterator[Finding]:
    """Calls whose statement is not constant."""
    handed_on = {name: at for sinks in HANDED_ON.values() for name, at in sinks.items()}
    for call, function in _calls(module.tree):
        name = _name_of(call.func)
        if name.rpartition(".")[2] in FORBIDDEN and name != "extra":
            yield Finding(module.file, call.lineno, f"{name} takes SQL")
        position = next(
            (
                at
                for sink, at in {**SINKS, **handed_on}.items()
                if name == sink or name.endswith(sink if sink[0] == "." else f".{sink}")
            ),
            None,
        )
        if position is None or len(call.args) <= position:
            continue
        if (module.file, getattr(function, "name", "")) in HANDED_ON:
            continue
        if not module.is_constant(call.args[position], function):
            yield Finding(module.file, call.lineno, f"{name} runs a statement that is built")


def _built(module: Module) -> Iterator[Finding]:
    """Texts that look like statements and are put together in a function."""
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            match node:
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *rest]) if rest:
                    pass
                case ast.BinOp(op=ast.Add() | ast.Mod(), left=ast.Constant(value=str(text))):
                    pass
                case ast.Call(
                    func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")
                ):
                    pass
                case _:
                    continue
            if LOOKS_LIKE_A_STATEMENT.match(text):
                yield Finding(module.file, node.lineno, "a statement is built")


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.AST | None]]:
    """Every call, and its innermost function."""
    waiting: list[tuple[ast.AST, ast.AST | None]] = [(tree, None)]
    while waiting:
        node, function = waiting.pop()
        if isinstance(node, ast.Call):
            yield node, function
        inner = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        waiting += [(child, inner) for child in ast.iter_child_nodes(node)]


def _bound_in(function: ast.AST, name: str) -> Iterator[ast.expr]:
    """What the function binds the name to; a parameter is bound to something unknown."""
    unknown = ast.Name(id="?")
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=argument) if argument == name:
                yield unknown
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if any(isinstance(t, ast.Name) and t.id == name for t in ast.walk(target)):
                        yield value if isinstance(target, ast.Name) else unknown
            case ast.AugAssign(target=ast.Name(id=target)) if target == name:
                yield unknown
            case ast.For(target=ast.Name(id=target), iter=iterated) if target == name:
                if isinstance(iterated, ast.Tuple | ast.List):
                    yield from iterated.elts
                else:
                    yield unknown


def _is_quoted(text: ast.expr) -> bool:
    """Whether it is `sql.SQL("…")`, which quotes what it is filled with."""
    match text:
        case ast.Call(func=func, args=[ast.Constant(value=str())]):
            return _name_of(func) in ("SQL", "sql.SQL")
    return False


def _name_of(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_name_of(value)}.{attr}"
    return "?"
