"""Which columns of an edge list are the ends of an edge, from their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.importers.errors import ImportFailed

from .options import EdgeListOptions
from .words import FOLLOWEES, FOLLOWERS, VAGUE, Column, column_of, words_of

ACCEPTED = (
    "Accepted are pairs such as source,target; follower,followee; from,to; user,friend; "
    "user,follower; node1,node2 (in any order, with _id or _name), or --follower-column and "
    "--followee-column with names or numbers."
)
_COUNTS = frozenset(("followers", "friends", "posts", "statuses", "tweets"))
LISTS = (
    "A list of the people whom one person follows, such as Mastodon's following_accounts.csv, "
    "needs --followed-by NAME; one of followers --following NAME."
)


@dataclass(frozen=True)
class Columns:
    """Positions from 0; None where there is no such column."""

    follower: int
    followee: int
    follower_name: int | None = None
    followee_name: int | None = None
    time: int | None = None
    weight: int | None = None
    kind: int | None = None
    is_weak: bool = False

    @property
    def used(self) -> set[int]:
        """Return the positions that the import reads."""
        positions = (
            self.follower, self.followee, self.follower_name, self.followee_name,
            self.time, self.weight, self.kind,
        )  # fmt: skip
        return {at for at in positions if at is not None}


class NotUnderstood(Exception):
    """The names do not say which columns are the ends of an edge; the text says why."""


def columns_of(names: Sequence[str], options: EdgeListOptions) -> Columns:
    """Return the columns. Raises NotUnderstood, or ImportFailed for a wrong column option."""
    columns = [column_of(name) for name in names]
    chosen = [
        position(option, names) if option else None
        for option in (options.follower_column, options.followee_column)
    ]
    follower, followee, is_weak = _ends(columns, *chosen)
    if follower == followee:
        raise ImportFailed("The columns of follower and followee are the same.")
    return Columns(
        follower,
        followee,
        follower_name=_name_beside(columns, follower),
        followee_name=_name_beside(columns, followee),
        time=_time(columns, options, names),
        weight=_only(columns, "weight"),
        kind=_only(columns, "kind"),
        is_weak=is_weak,
    )


def position(option: str, names: Sequence[str]) -> int:
    """Return the column of a name or of a number from 1. Raises ImportFailed."""
    exact = [at for at, name in enumerate(names) if name == option]
    found = exact or [at for at, name in enumerate(names) if words_of(name) == words_of(option)]
    if len(found) == 1 and words_of(option):
        return found[0]
    if not found and option.isascii() and option.isdigit() and 1 <= int(option) <= len(names):
        return int(option) - 1
    problem = f"are {len(found)} columns" if found else "is no column"
    raise ImportFailed(f"There {problem} {option}; the columns are {listed(names)}.")


def listed(names: Sequence[str]) -> str:
    """Return the names for a message."""
    shown = ", ".join(name[:40] or "(empty)" for name in names[:12])
    return f"{shown}, …" if len(names) > 12 else shown


def is_known(names: Sequence[str]) -> bool:
    """Return whether a name is one of columns alone, so that the line can hardly be an edge."""
    return any(
        (column := column_of(name)).role not in ("", "either") and bool(column.name.strip())
        for name in names
    )


def _ends(
    columns: Sequence[Column], follower: int | None, followee: int | None
) -> tuple[int, int, bool]:
    if follower is not None and followee is not None:
        return follower, followee, False
    roles: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        if at not in (follower, followee):
            roles.setdefault(column.role, []).append(at)
    sources = [follower] if follower is not None else _clear(columns, roles.get("source", []))
    targets = [followee] if followee is not None else _clear(columns, roles.get("target", []))
    subjects, objects = roles.get("subject", []), roles.get("object", [])
    if not sources and subjects and objects:
        sources, targets = subjects, targets or objects
    elif not targets and subjects:
        targets = subjects
    source, target = _key(columns, sources, "follower"), _key(columns, targets, "followee")
    if (source is None or target is None) and any(
        column.name.lower() in _COUNTS for column in columns
    ):
        raise NotUnderstood("its numbers of followers are no follows")
    people = roles.get("person", [])
    if source is not None and target is None and columns[source].word in FOLLOWERS:
        target = _key(columns, people, "followee")
    elif target is not None and source is None and columns[target].word in FOLLOWEES:
        source = _key(columns, people, "follower")
    elif source is None and target is None:
        return _pair(columns, roles.get("either", []) or people)
    if source is None or target is None:
        missing = "follower" if source is None else "followee"
        raise NotUnderstood(f"no column is clearly the {missing}")
    chosen = follower is not None or followee is not None
    if not chosen:
        _check_alike(columns[source], columns[target])
    return source, target, False


def _clear(columns: Sequence[Column], found: list[int]) -> list[int]:
    clear = [at for at in found if columns[at].word not in VAGUE]
    return clear or found


def _key(columns: Sequence[Column], found: list[int], end: str) -> int | None:
    """Return the column of the id among those of one end: `source_id` before `source_name`."""
    if len({columns[at].word for at in found}) > 1 and end:
        names = " and ".join(columns[at].name for at in found[:3])
        raise NotUnderstood(f"both {names} could be the {end}")
    for has in ("id", "", "name"):
        alike = [at for at in found if columns[at].has == has]
        if len(alike) == 1:
            return alike[0]
        if alike:
            names = " and ".join(columns[at].name for at in alike[:3])
            raise NotUnderstood(f"both {names} could be the {end}")
    return None


def _pair(columns: Sequence[Column], found: list[int]) -> tuple[int, int, bool]:
    """Return two columns without a direction: by their number or letter, else by position."""
    alike = [at for at in found if columns[at].has == columns[found[0]].has]
    if len(alike) != 2:
        raise NotUnderstood("no two columns are clearly the ends of an edge")
    one, other = (columns[at] for at in alike)
    if one.order != other.order:
        if abs(ord(one.order) - ord(other.order)) != 1:
            raise NotUnderstood(f"{one.name} and {other.name} are no pair")
        alike.sort(key=lambda at: columns[at].order)
    elif one.name != other.name:
        raise NotUnderstood(f"nothing says which of {one.name} and {other.name} is the follower")
    return alike[0], alike[1], one.is_weak


def _check_alike(source: Column, target: Column) -> None:
    """Refuse ends of different kinds, such as a follower's id and a followee's name."""
    if {source.has, target.has} == {"id", "name"} or source.rest != target.rest:
        raise NotUnderstood(f"{source.name} and {target.name} are not ids of the same kind")


def _name_beside(columns: Sequence[Column], key: int) -> int | None:
    """Return the column with the names of the people of this end, which is not their key."""
    end = columns[key]
    if end.role in ("other", ""):
        return None
    found = [
        at
        for at, column in enumerate(columns)
        if at != key
        and column.has == "name"
        and (column.role, column.word, column.order) == (end.role, end.word, end.order)
    ]
    full = [at for at in found if {"name", "label", "display"} & set(words_of(columns[at].name))]
    return next(iter(full or found), None)


def _time(columns: Sequence[Column], options: EdgeListOptions, names: Sequence[str]) -> int | None:
    if options.time_column == "none":
        return None
    if options.time_column:
        return position(options.time_column, names)
    found = [at for at, column in enumerate(columns) if column.role == "time"]
    if len(found) > 1:
        raise ImportFailed(
            f"The columns {listed([names[at] for at in found])} may each be the time of a follow; "
            "choose one with --time-column NAME, or --time-column none."
        )
    return found[0] if found else None


def _only(columns: Sequence[Column], role: str) -> int | None:
    found = [at for at, column in enumerate(columns) if column.role == role]
    return found[0] if len(found) == 1 else None
