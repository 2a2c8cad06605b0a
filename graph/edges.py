"""The registry of edges: the only place that lists them.

From an entry follow the writer with its locks, the purge of tombstones and their index, the class
of advisory locks, both sides of the audit, repair and rebuild, bulk loading, lists of the edge's
ends, the kinds of journal entries, and which of them become events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Target:
    """The nodes that an edge can point to, and the property that holds their id."""

    label: LiteralString
    key: LiteralString


USER = Target("User", "uid")
POST = Target("Post", "pid")

# Properties that an index of edges is ordered by; `actor` and `target` repeat the ids of the ends.
Properties = tuple[LiteralString, ...]
# Whether an edge exists, and the targets of an actor.
PAIR: Properties = ("actor", "target")
# The lists of an actor's targets and of a target's actors, by time.
BY_ACTOR: Properties = ("actor", "since", "target")
BY_TARGET: Properties = ("target", "since", "actor")


@dataclass(frozen=True, slots=True)
class Edge:
    """One kind of edge, from a user to `to`, with the properties `since` and `version`.

    `made_by` and `undone_by` are kinds of journal entries. An undone edge leaves a `tombstone`, an
    edge of that type, so that an older entry which arrives late does not bring it back. `number`
    identifies the edge in checksums and advisory locks: it is never reused.
    An edge that `is_live` is published to subscribers of the post.

    An edge with `indexes` has the ids of its ends as properties, `actor` and `target`, and a range
    index for each of them, so that a page of a list costs the page and not the degree
    ([decision 7](decisions/0007-edges-repeat-the-ids-of-their-ends.md)).

    While its user, or the user it points to, is suspended, an edge has the type `hidden` instead,
    which no traversal matches (`writes/suspensions.py`); without such a type it stays as it is.

    `per_comment`: one edge for each comment document, identified by the property `cid`.
    `with_post`: the edge is made and deleted with its post, so it has no properties, and the
    writers of posts write it.
    """

    name: LiteralString
    to: Target
    number: int
    made_by: LiteralString
    undone_by: LiteralString = ""
    tombstone: LiteralString = ""
    hidden: LiteralString = ""
    indexes: tuple[Properties, ...] = ()
    is_live: bool = False
    per_comment: bool = False
    with_post: bool = False

    @property
    def kinds(self) -> tuple[LiteralString, ...]:
        """The kinds of journal entries about this edge; the first one makes it."""
        return (self.made_by, self.undone_by) if self.undone_by else (self.made_by,)

    @property
    def types(self) -> LiteralString:
        """The edge, hidden or not, and its tombstone, as a Cypher pattern names types."""
        return f"{self.with_hidden}|{self.tombstone}" if self.tombstone else self.with_hidden

    @property
    def with_hidden(self) -> LiteralString:
        """The edge, hidden or not, as a Cypher pattern names types."""
        return f"{self.name}|{self.hidden}" if self.hidden else self.name


# fmt: off
EDGES: tuple[Edge, ...] = (
    POSTED := Edge("POSTED", to=POST, number=5, is_live=True, with_post=True,
                   made_by="posted", undone_by="post_deleted"),
    COMMENTED_ON := Edge("COMMENTED_ON", to=POST, number=4, is_live=True, per_comment=True,
                         made_by="commented", undone_by="comment_deleted", tombstone="UNCOMMENTED",
                         hidden="HIDDEN_COMMENTED_ON"),
    FOLLOWS := Edge("FOLLOWS", to=USER, number=1,
                    made_by="followed", undone_by="unfollowed", tombstone="UNFOLLOWED",
                    hidden="HIDDEN_FOLLOWS", indexes=(PAIR, BY_ACTOR, BY_TARGET)),
    LIKED := Edge("LIKED", to=POST, number=2, is_live=True,
                  made_by="liked", undone_by="unliked", tombstone="UNLIKED",
                  hidden="HIDDEN_LIKED", indexes=(PAIR, BY_TARGET)),
    DISMISSED := Edge("DISMISSED", to=USER, number=3, made_by="dismissed"),
    BOOKMARKED := Edge("BOOKMARKED", to=POST, number=6,
                       made_by="bookmarked", undone_by="unbookmarked", tombstone="UNBOOKMARKED",
                       indexes=(BY_ACTOR,)),
    BLOCKS := Edge("BLOCKS", to=USER, number=7,
                   made_by="blocked", undone_by="unblocked", tombstone="UNBLOCKED",
                   indexes=(PAIR, BY_ACTOR)),
    MUTES := Edge("MUTES", to=USER, number=8,
                  made_by="muted", undone_by="unmuted", tombstone="UNMUTED",
                  indexes=(PAIR, BY_ACTOR)),
    REQUESTED := Edge("REQUESTED", to=USER, number=9,
                      made_by="requested", undone_by="request_ended", tombstone="UNREQUESTED",
                      hidden="HIDDEN_REQUESTED", indexes=(PAIR, BY_ACTOR, BY_TARGET)),
)
# fmt: on

HIDDEN_NAMED: Mapping[str, Edge] = {edge.hidden: edge for edge in EDGES if edge.hidden}
EDGE_NAMED: Mapping[str, Edge] = {edge.name: edge for edge in EDGES}
INDEXED: tuple[Edge, ...] = tuple(edge for edge in EDGES if edge.indexes)
TOMBSTONES: list[LiteralString] = [edge.tombstone for edge in EDGES if edge.tombstone]
# What users decide about each other.
RELATIONS: tuple[Edge, ...] = (FOLLOWS, BLOCKS, MUTES)
RELATION_KINDS: list[LiteralString] = [kind for edge in RELATIONS for kind in edge.kinds]
# The deletion of a post is published with its row, which says for whom it was.
LIVE_KINDS = frozenset(
    kind for edge in EDGES if edge.is_live for kind in edge.kinds if kind != POSTED.undone_by
)
