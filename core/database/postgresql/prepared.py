"""Statements that a connection plans once.

PostgreSQL parses and plans what it is sent as text each time, which takes more of its time than
reading 20 rows. psycopg2 sends nothing else, so a connection prepares a statement at its first use
and executes it by name from then on. PostgreSQL chooses between one plan for all parameters and a
new one each time, by their costs. Source: PostgreSQL, "PREPARE".
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from psycopg2 import extensions
from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|(s)|%)")


class Prepared(str):
    """The text of a statement that is the same for the life of the process.

    For statements whose best plan does not depend on the parameters: a search has another one for
    a frequent word. Each parameter needs a type that follows from where it is used. Statements
    before the last one, each ended by a semicolon, are sent in the same message and not prepared;
    all parameters have names then.
    """

    __slots__ = ()


class Connection(extensions.connection):
    """A connection that knows what it has prepared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls: dict[str, str] = {}
        self.numbers = count(1)


class Cursor(extensions.cursor):
    """A cursor that executes a `Prepared` statement by its name."""

    def execute(self, query: Any, vars: Any = None) -> None:
        """Execute the statement; at its first use on the connection it is prepared."""
        if type(query) is not Prepared or vars is None:
            super().execute(query, vars)
            return
        form = _form(query)
        values = [vars[name] for name in form.names] if form.names else vars
        try:
            super().execute(self._call(query, form), values)
        except (FeatureNotSupported, InvalidSqlStatementName):
            # A column has another type since, or the session was emptied.
            self.connection.calls.clear()
            if self.connection.info.transaction_status != extensions.TRANSACTION_STATUS_IDLE:
                raise
            super().execute(self._call(query, form), values)

    def _call(self, query: Prepared, form: "_Form") -> str:
        connection: Connection = self.connection
        call = connection.calls.get(query)
        if call is None:
            name = f"prepared_{next(connection.numbers)}"
            super().execute(f"PREPARE {name} AS {form.text}")
            call = f"{form.before}EXECUTE {name} ({form.placeholders})"
            connection.calls[query] = call
        return call


class _Form(NamedTuple):
    """A statement as PREPARE takes it; `names` are those of its parameters in order, if any.

    `before` is what is sent before it; its parameters are the first of `names`.
    """

    text: str
    placeholders: str
    names: Sequence[str]
    before: str


@cache
def _form(statement: Prepared) -> _Form:
    names: dict[str, int] = {}
    positions = count(1)

    def numbered(match: re.Match[str]) -> str:
        name, is_positional = match.group(1), match.group(2)
        if name is not None:
            return f"${names.setdefault(name, len(names) + 1)}"
        return f"${next(positions)}" if is_positional else "%"

    before, semicolon, last = statement.rpartition(";")
    text = _PLACEHOLDER.sub(numbered, last)
    size = len(names) or next(positions) - 1
    earlier = [match.group(1) for match in _PLACEHOLDER.finditer(before) if match.group(1)]
    return _Form(
        text,
        ", ".join(["%s"] * size),
        (*earlier, *names),
        _PLACEHOLDER.sub("%s", before) + semicolon,
    )
