"""The messages to users in the code of core and api, which have to have a translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def messages_in_code() -> Iterator[str]:
    """Return the English text of each that is marked by `gettext_noop`."""
    for folder in ("core", "api"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "gettext_noop" in (text := path.read_text()):
                for node in ast.walk(ast.parse(text)):
                    match node:
                        case ast.Call(ast.Name("gettext_noop"), [ast.Constant(str(message))]):
                            yield message
                        case _:
                            pass
