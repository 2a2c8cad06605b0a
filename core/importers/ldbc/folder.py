"""The files of an LDBC folder, by table."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.importers.errors import ImportFailed
from core.importers.lines import read_lines
from core.importers.run import Place, Run

PERSON = "person"
KNOWS = "person_knows_person"
POST = "post"
POST_CREATOR = "post_hasCreator_person"
POST_LIKES = "person_likes_post"
COMMENT = "comment"
COMMENT_CREATOR = "comment_hasCreator_person"
REPLY_OF_POST = "comment_replyOf_post"
REPLY_OF_COMMENT = "comment_replyOf_comment"

READ = (
    PERSON, KNOWS, POST, POST_CREATOR, POST_LIKES,
    COMMENT, COMMENT_CREATOR, REPLY_OF_POST, REPLY_OF_COMMENT,
)  # fmt: skip
# Counted for the report.
LEFT_OUT = {
    "person_likes_comment": "likes of comments",
    "post_hasTag_tag": "tags of posts",
    "comment_hasTag_tag": "tags of comments",
}

# person_0_0.csv, person_1_0.csv …: the parts of one table.
_PART = re.compile(r"(?P<table>.+?)(_\d+)*\.csv\Z")


@dataclass(frozen=True)
class Folder:
    """The parts of each table, in the order of their names."""

    path: Path
    tables: dict[str, list[Path]]

    def size(self, table: str) -> int:
        """Return the bytes of all parts of a table."""
        return sum(part.stat().st_size for part in self.tables[table])


class Row(NamedTuple):
    """The wanted fields of one line."""

    place: Place
    fields: Sequence[str]


def open_folder(path: Path) -> Folder:
    """Find the tables. Raises ImportFailed when a required one is missing."""
    tables: dict[str, list[Path]] = defaultdict(list)
    for part in sorted(path.iterdir()):
        if match := _PART.match(part.name):
            tables[match["table"]].append(part)
    if missing := [table for table in READ if table not in tables]:
        names = ", ".join(f"{table}_0_0.csv" for table in missing)
        raise ImportFailed(f"{path} is not an LDBC SNB folder: it has no {names}.")
    return Folder(path, dict(tables))


def read_table(
    run: Run, folder: Folder, table: str, columns: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield the rows of all parts, with the columns in this order; optional ones may be empty.

    A column named twice is the next of that name. Refuses a row of another length than its header;
    raises ImportFailed for a missing column.
    """
    for part in folder.tables[table]:
        lines = read_lines(run, part)
        first = next(lines, None)
        header = [name.strip() for name in first.text.split("|")] if first else []
        positions = _positions(part, header, columns)
        positions += [header.index(name) if name in header else -1 for name in optional]
        for place, text in lines:
            if not text:
                continue
            fields = text.split("|")
            if len(fields) == len(header):
                yield Row(place, [fields[at] if at >= 0 else "" for at in positions])
            else:
                run.refuse(place, f"has {len(fields)} fields where the header has {len(header)}.")


def report_left_out(run: Run, folder: Folder) -> None:
    """Count the lines of unsupported tables, and name the other files."""
    for table, what in LEFT_OUT.items():
        for part in folder.tables.get(table, ()):
            lines = (line for line in read_lines(run, part) if line.text)
            run.report.left_out[what] += max(sum(1 for _ in lines) - 1, 0)
    run.report.files_left_out += [
        part.name
        for table, parts in folder.tables.items()
        if table not in READ and table not in LEFT_OUT
        for part in parts
    ]


def _positions(part: Path, header: Sequence[str], columns: Sequence[str]) -> list[int]:
    positions: list[int] = []
    for name in columns:
        found = [at for at, column in enumerate(header) if column == name and at not in positions]
        if not found:
            raise ImportFailed(f"{part.name}, line 1: there is no column {name}.")
        positions.append(found[0])
    return positions
