"""No client breaks unannounced: `python -m tests.stability`, part of `make schema-check`.

The schema in `api/schema.graphql` is compared with that of the last release,
`api/schema.released.graphql`, by graphql-core. A breaking change is announced if the release
deprecated what it takes away, with a date that has passed, or if it is a line of
`api/breaking_changes.txt`. Every deprecation names the day until which clients may rely on it.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.utilities import find_breaking_changes, find_dangerous_changes

import api

FOLDER = Path(api.__file__).parent
CURRENT = FOLDER / "schema.graphql"
RELEASED = FOLDER / "schema.released.graphql"
ANNOUNCED = FOLDER / "breaking_changes.txt"
FORM = re.compile(r".+; removed after (\d{4}-\d{2}-\d{2})\.")


@dataclass(frozen=True)
class Deprecation:
    """Something deprecated: its name, why, and how graphql-core would tell that it is gone."""

    name: str
    reason: str
    removal: str

    @property
    def until(self) -> date | None:
        """The last day on which it is there for certain; None where the reason has none."""
        found = FORM.fullmatch(self.reason)
        try:
            return date.fromisoformat(found[1]) if found else None
        except ValueError:
            return None


def deprecations(schema: GraphQLSchema) -> Iterator[Deprecation]:
    """Every field, argument, input field and enum value that is deprecated."""
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, found in type_.fields.items():
                path = f"{name}.{field_name}"
                yield from _if_any(path, found.deprecation_reason, f"{path} was removed.")
                for argument, each in found.args.items():
                    removal = f"{path} arg {argument} was removed."
                    yield from _if_any(f"{path}({argument})", each.deprecation_reason, removal)
        elif isinstance(type_, GraphQLInputObjectType):
            for field_name, each in type_.fields.items():
                path = f"{name}.{field_name}"
                yield from _if_any(path, each.deprecation_reason, f"{path} was removed.")
        elif isinstance(type_, GraphQLEnumType):
            for value, entry in type_.values.items():
                removal = f"{value} was removed from enum type {name}."
                yield from _if_any(f"{name}.{value}", entry.deprecation_reason, removal)


def _if_any(name: str, reason: str | None, removal: str) -> Iterator[Deprecation]:
    if reason is not None:
        yield Deprecation(name, reason, removal)


@dataclass
class Verdict:
    """What must not be merged, and what is only to be known."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare(
    released: GraphQLSchema, current: GraphQLSchema, announced: list[str], today: date
) -> Verdict:
    """Hold a schema to the one that clients were built on."""
    verdict = Verdict()
    for each in deprecations(current):
        if each.until is None:
            verdict.problems.append(
                f"{each.name}: the reason of its deprecation must end in "
                f"“; removed after YYYY-MM-DD.”, not: {each.reason}"
            )
        elif each.until < today:
            verdict.problems.append(f"{each.name}: its time was over on {each.until}; remove it.")
    breaking = [change.description for change in find_breaking_changes(released, current)]
    expired = {each.removal for each in deprecations(released) if each.until and each.until < today}
    for change in breaking:
        if change not in expired and change not in announced:
            verdict.problems.append(f"Unannounced breaking change: {change}")
    verdict.problems += [
        f"{ANNOUNCED.name} lists a change that was not made: {line}"
        for line in announced
        if line not in breaking
    ]
    verdict.notes = [change.description for change in find_dangerous_changes(released, current)]
    return verdict


def lines_of(text: str) -> list[str]:
    """The announcements in a text, without comments."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def main() -> int:
    """1 if something must not be merged; says what."""
    verdict = compare(
        build_schema(RELEASED.read_text()),
        build_schema(CURRENT.read_text()),
        lines_of(ANNOUNCED.read_text()),
        datetime.now(UTC).date(),
    )
    for note in verdict.notes:
        print(f"Can surprise a client: {note}")
    for problem in verdict.problems:
        print(problem, file=sys.stderr)
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main())
