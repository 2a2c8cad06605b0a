"""Facts: what the graph can hold, in plain values."""

from dataclasses import dataclass
from typing import Any, NamedTuple

# Beyond every id; PostgreSQL takes both for bigint as literals of a statement.
LOWEST = -(1 << 62)
HIGHEST = (1 << 63) - 1

# Other nodes go by their labels as Cypher writes them, with a colon before each.
# The last suspension or reinstatement of a user is a separate fact about the same node.
SUSPENSIONS = ("Suspended", "Reinstated")
NODE_KINDS = ("User", "Post", "DeletedUser", "DeletedPost", *SUSPENSIONS)

# The prefix of the types of edges of suspended users.
HIDDEN = "HIDDEN_"
# The prefix of a fact's kind for an edge that is visible and should be hidden.
SHOWN = "SHOWN_"


class Key(NamedTuple):
    """What a fact is about: a node, by `actor` (a uid) or `target` (a pid), or an edge.

    `kind` is the label or the type. `comment` distinguishes comments of one user on one post.
    """

    kind: str
    actor: int = 0
    target: int = 0
    comment: int = 0

    @property
    def is_node(self) -> bool:
        """Whether this is a node."""
        return self.kind in NODE_KINDS or self.kind.startswith(":")

    def __str__(self) -> str:
        if self.is_node:
            return f"{self.kind} {self.actor or self.target or ''}".rstrip()
        comment = f" (comment {self.comment})" if self.comment else ""
        return f"{self.kind} {self.actor} → {self.target}{comment}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One node or edge. `values` are its properties, `version` the journal entry that wrote it.

    `element` is Neo4j's element id, empty where the fact comes from PostgreSQL.
    """

    key: Key
    version: int | None
    values: tuple[Any, ...] = ()
    element: str = ""

    def matches(self, other: "Fact") -> bool:
        """Whether key, version and values are equal."""
        return (self.key, self.version, self.values) == (other.key, other.version, other.values)


class PersonSum(NamedTuple):
    """A user, the number of outgoing edges, and their checksum.

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
    """The number of nodes of a partition, and their checksum."""

    nodes: int
    checksum: int
