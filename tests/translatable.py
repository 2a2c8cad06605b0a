"""The messages to users in the code of core and api, which have to have a translation.

They are what errors with a message for the user are raised with, and what `gettext_noop` marks. A
value in an f-string is a numbered place, `{0}`, as in api/messages.py.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from api.messages import sentences
from core.settings.rates import WRITES

ROOT = Path(__file__).resolve().parents[1]
BASES = {"DomainError", "GraphUnavailable"}
# Of commands, which speak to operators in English.
FOR_OPERATORS = {"StoresApart", "ForeignGraph"}
NOT_SERVED = ("migrations", "dev", "management", "importers", "backup", "consistency", "bulk")
# Messages of Django's with values, and words that are values of ours.
MORE = (
    "This password is too short.",
    "It must contain at least {0} characters.",
    "The password is too similar to the {0}.",
    "username",
    "email",
    "a moment",
    *(f"{{0}} {unit}s" for unit in ("hour", "minute", "second")),
    *("1 hour", "1 minute", "1 second", "hour", "minute", "second", "day"),
    "{0} that concern this user",
    "The graph database is temporarily unavailable.",
    *(name.replace("_", " ") for name in WRITES),
)
# What else may be in an error: the value of a header, or a number.
_BEGINNING = re.compile("[A-Z`{].*[a-z]{2}")


def messages_in_code() -> Iterator[str]:
    """Return the English sentences."""
    yield from MORE
    for path, tree in _modules().items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(ast.Name("gettext_noop"), [ast.Constant(str(message))]):
                    yield message
                case ast.Call(ast.Name(name), [message, *_]) if name in _errors():
                    yield from _sentences_of(message, path)
                case ast.keyword("violation_error_message", ast.Constant(str(message))):
                    yield from sentences(message)
                case ast.Call(ast.Name("RegexValidator"), [_, ast.Constant(str(message))]):
                    yield from sentences(message)
                case _:
                    pass


def _sentences_of(node: ast.expr, path: Path) -> Iterator[str]:
    for text in _texts(node, path, frozenset()):
        yield from map(_numbered, filter(_BEGINNING.match, sentences(text)))


def _texts(node: ast.expr, path: Path, seen: frozenset[str]) -> Iterator[str]:
    """Return the texts that an expression may be; nothing for what another error says."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(parts):
            yield from _joined(parts, path, seen)
        case ast.IfExp(_, one, other):
            yield from _texts(one, path, seen)
            yield from _texts(other, path, seen)
        case ast.Call(ast.Attribute(text, "format")):
            for found in _texts(text, path, seen):
                yield _numbered(found)
        case ast.Name(name) if name not in seen:
            for where, value in _values(name, path):
                yield from _texts(value, where, seen | {name})
        case _:
            pass


def _joined(parts: list[ast.expr], path: Path, seen: frozenset[str]) -> Iterator[str]:
    text, places = "", 0
    for part in parts:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text += f"{{{places}}}"
            places += 1
            # A value that is a text of ours is looked up by itself.
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value, path, seen)
    yield text


def _numbered(text: str) -> str:
    places = iter(range(10))
    return re.sub(r"\{[^}]*\}", lambda _: f"{{{next(places)}}}", text)


def _values(name: str, path: Path) -> Iterator[tuple[Path, ast.expr]]:
    """Return what is assigned to a name in a module, or in the one that it is imported from."""
    for node in ast.walk(_modules()[path]):
        match node:
            case ast.Assign([ast.Name(target)], value) if target == name:
                yield path, value
            case ast.ImportFrom(module, names, level):
                if any(each.name == name and each.asname is None for each in names):
                    found = _file_of(module or "", level, path)
                    if found in _modules():
                        yield from _values(name, found)
            case _:
                pass


def _file_of(module: str, level: int, path: Path) -> Path:
    folder = path.parents[level - 1] if level else ROOT
    found = folder.joinpath(*module.split("."))
    return found / "__init__.py" if found.is_dir() else found.with_suffix(".py")


@cache
def _modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text())
        for folder in ("core", "api", "graph")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not set(NOT_SERVED) & set(path.relative_to(ROOT).parts)
    }


@cache
def _errors() -> set[str]:
    """Return the names of the classes whose message is for the user."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in _modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = set(BASES)
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found - FOR_OPERATORS
