"""The words of column names, and what they say about a column."""

import re
from typing import NamedTuple

from core.common.normalization import normalized

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOURCE = _words(
    "source src from follower sender start origin subscriber fan trustor truster rater voter "
    "citing caller ego first"
)
TARGET = _words(
    "target tgt trg dst dest destination to followee followed following follows friend receiver "
    "recipient end cited trustee ratee votee callee alter second"
)
# These say which end a column without a direction, such as `user`, is: the other one.
FOLLOWERS = _words("follower subscriber fan")
FOLLOWEES = _words("friend followee followed following follows subject")
# Of an edge only where nothing clearer is there: they may be its times, or parts of a name.
VAGUE = _words("start end first second origin")
PERSON = _words(
    "user person account profile member actor node vertex did people author username handle acct "
    "login repo entity"
)
_ID = _words("id ids did uid uuid guid key number num no numeric pk uri")
_NAME = _words(
    "name username screen handle acct address login label title nick nickname display full"
)
_TIME = _words(
    "time timestamp ts date datetime since created when epoch unixtime creationdate createdat unix"
)
_EVENTS = _words("created followed started added follow edge creation start unix epoch")
_UNITS = _TIME | _words("at on ms s sec utc seconds milliseconds")
_WEIGHT = _words("weight sign polarity trust rating wt")
_KIND = _words("type kind relation relationship predicate action edgetype")
_MEASURES = _words("count total score value weight rank age url avatar bio location")
_OTHER = _MEASURES | _words(
    "id index label description note notes name strength comment interval timeset cid uri rkey "
    "language languages verified"
)
# Spelled as one word, in lower case.
_GLUED = {
    f"{role}{kind}": f"{role} {kind}"
    for role in SOURCE | TARGET | PERSON
    for kind in ("id", "name", "nodeid", "node", "user", "userid", "username")
} | {"fromnodeid": "from node id", "tonodeid": "to node id", "username": "username"}


class Column(NamedTuple):
    """A column by its name.

    `role`: source, target, either (of a pair), person, subject, object, time, weight, kind, other,
    or empty for an unknown name.
    `order` sorts the two columns of a pair such as `node1`, `node2`; `is_weak` names could be
    ids themselves. `rest` are the words that say no more than what kind of ends an edge has.
    """

    name: str
    role: str
    has: str = ""
    order: str = ""
    is_weak: bool = False
    word: str = ""
    rest: tuple[str, ...] = ()


def words_of(name: str) -> list[str]:
    """`FromNodeId`, `from_node_id`, `From node ID` → from, node, id."""
    text = normalized("NFKC", name).lstrip(":#%/@ ")
    words = [word.lower() for word in _WORD.findall(text)]
    return [part for word in words for part in _GLUED.get(word, word).split()]


def column_of(name: str) -> Column:
    """Return what the name says."""
    words = words_of(name)
    if not words:
        return Column(name, "other" if not name.strip() else "")
    if _is_time(words):
        return Column(name, "time")
    directed = [word for word in words if word in SOURCE | TARGET]
    rest = [word for word in words if word not in directed]
    plain = [word for word in rest if word not in _ID | _NAME | PERSON]
    has = _content(rest)
    if (_TIME | _MEASURES).intersection(plain) and len(words) > 1 and (directed or rest != plain):
        return Column(name, "other")
    if _TIME.intersection(plain) or (has == "name" and VAGUE.intersection(directed)):
        return Column(name, "other")
    if len(directed) == 1:
        role = "source" if directed[0] in SOURCE else "target"
        return Column(name, role, has, word=directed[0], rest=tuple(plain))
    if directed:
        return Column(name, "")
    pair = _pair(words, plain)
    if pair is not None:
        return Column(name, "either", has, order=pair, is_weak=True)
    if plain in (["subject"], ["object"]):
        return Column(name, plain[0], has, word=plain[0])
    if not plain and PERSON.intersection(words):
        return Column(name, "person", has, word=words[0])
    if set(words) <= {"account", "address"}:
        return Column(name, "person", has)
    return Column(name, _further(words), has)


def _content(words: list[str]) -> str:
    if _ID.intersection(words):
        return "id"
    return "name" if _NAME.intersection(words) else ""


def _is_time(words: list[str]) -> bool:
    """`since`, `created_at`, `timestamp_ms`, `follow date`, `start_time`."""
    first, last = words[0], words[-1]
    if len(words) == 2 and (last == "at" or last in _TIME) and first in _EVENTS:
        return True
    return first in _TIME and _UNITS.issuperset(words[1:])


def _pair(words: list[str], plain: list[str]) -> str | None:
    """Return the digit or letter that orders the two columns of a pair."""
    if len(plain) == 2 and len(plain[0]) == 1 and plain[1].isdigit():
        plain = plain[1:]
    if len(plain) != 1:
        return None
    mark = plain[0]
    return mark if mark in ("0", "1", "2") or (mark in "abuvijxy" and len(mark) == 1) else None


def _further(words: list[str]) -> str:
    if set(words) <= _KIND | {"edge"} and words != ["edge"]:
        return "kind"
    if _WEIGHT.intersection(words) and len(words) <= 2:
        return "weight"
    return "other" if set(words) <= _OTHER | _ID | _NAME else ""
