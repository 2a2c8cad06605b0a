"""Facts: what can stand in the graph, in plain values."""

from dataclasses import dataclass
from typing import Any, NamedTuple

# Beyond every id; PostgreSQL takes both for bigint as they stand in a statement.
LOWEST = -(1 << 62)
HIGHEST = (1 << 63) - 1

# Other nodes go by their labels as Cypher writes them, with a colon before each.
# That a person was suspended or reinstated last is a fact of its own, of the same node.
SUSPENSIONS = ("Suspended", "Reinstated")
NODE_KINDS = ("User", "Post", "DeletedUser", "DeletedPost", *SUSPENSIONS)

# Edges of people who are suspended have this before their type; nobody meets those of others so.
HIDDEN = "HIDDEN_"
# What a fact calls an edge that is not hidden and ought to be.
SHOWN = "SHOWN_"


class Key(NamedTuple):
    """What a fact is about: a node, by `actor` (a uid) or `target` (a pid), or an edge.

    `kind` is the label or the type. `comment` tells comments of one person on one post apart.
    """

    kind: str
    actor: int = 0
    target: int = 0
    comment: int = 0

    @property
    def is_node(self) -> bool:
        """Whether this is no edge."""
        return self.kind in NODE_KINDS or self.kind.startswith(":")

    def __str__(self) -> str:
        if self.is_node:
            return f"{self.kind} {self.actor or self.target or ''}".rstrip()
        comment = f" (comment {self.comment})" if self.comment else ""
        return f"{self.kind} {self.actor} → {self.target}{comment}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One node or edge. `values` are its properties, `version` the journal entry it is of.

    `element` is Neo4j's own name for it, empty where the fact is PostgreSQL's.
    """

    key: Key
    version: int | None
    values: tuple[Any, ...] = ()
    element: str = ""

    def says_the_same(self, other: "Fact") -> bool:
        """Whether both tell the same of the same thing."""
        return (self.key, self.version, self.values) == (other.key, other.version, other.values)


class PersonSum(NamedTuple):
    """A person, and how many edges go out from them, and the checksum of those.

    An edge with the number k in the registry, or 0 if it is not there, counts ((target + 31 k +
    7 comment) mod p) × ((3 version + since) mod p + 1) mod p with p = 2^31 - 1 and each of its
    numbers taken mod p before: nothing leaves 64 bits, and the sum changes when two edges swap a
    number.
    """

    uid: int
    username: str | None
    version: int | None
    suspended: int | None
    reinstated: int | None
    edges: int
    checksum: int


class Sum(NamedTuple):
    """How many nodes a slice has, and the sum of what tells them apart."""

    nodes: int
    checksum: int
