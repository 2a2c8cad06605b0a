"""What the comments above the edges say."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from core.importers.errors import ImportFailed

_MATRIX = re.compile(r"%%?MatrixMarket\s+(\w+)\s+(\w+)\s+(\w+)\s+([\w-]+)", re.IGNORECASE)
_KONECT = re.compile(r"%\s*(sym|asym|bip)\s+(\w+)", re.IGNORECASE)
_UNDIRECTED = re.compile(r"\bundirected\b", re.IGNORECASE)
_SHOWN = 60


class Comments(NamedTuple):
    """`mutual_by` is the comment that says that edges have no direction.

    `columns` are their names where the format has such names.
    """

    mutual_by: str = ""
    is_matrix: bool = False
    columns: tuple[str, ...] = ()


def read_comments(name: str, lines: Sequence[str]) -> Comments:
    """Read Matrix Market's banner, KONECT's, and words. Raises ImportFailed for no network."""
    if lines and (match := _MATRIX.match(lines[0])):
        return _matrix(name, lines[0], *(word.lower() for word in match.groups()))
    if lines and (match := _KONECT.match(lines[0])):
        if match[1].lower() == "bip":
            raise ImportFailed(
                f"{name} is bipartite (“{lines[0][:_SHOWN]}”): its two columns number different "
                "things, so its lines are no follows. Accepted are networks of one kind of nodes."
            )
        if match[2].lower() == "dynamic":
            raise ImportFailed(
                f"{name} is dynamic (“{lines[0][:_SHOWN]}”): its lines add and remove edges. "
                "Accepted are networks whose lines are edges."
            )
        mutual_by = lines[0] if match[1].lower() == "sym" else ""
        return Comments(mutual_by, columns=("from", "to", "weight", "timestamp"))
    return Comments(next((line for line in lines if _UNDIRECTED.search(line)), ""))


def commented_header(lines: Sequence[str]) -> str:
    """Return the last comment, without its mark: it may name the columns."""
    return re.sub(r"\A\s*(#|%|//)+\s*", "", lines[-1]) if lines else ""


def _matrix(name: str, line: str, kind: str, form: str, values: str, symmetry: str) -> Comments:
    accepted = (kind, form) == ("matrix", "coordinate") and values in ("pattern", "integer", "real")
    if not accepted or symmetry not in ("general", "symmetric"):
        raise ImportFailed(
            f"{name} is a Matrix Market file of another kind (“{line[:_SHOWN]}”). Accepted is "
            "“matrix coordinate”, of pattern, integer or real values, general or symmetric."
        )
    return Comments(
        line if symmetry == "symmetric" else "", is_matrix=True, columns=("from", "to", "weight")
    )
