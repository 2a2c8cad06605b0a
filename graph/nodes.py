"""The nodes of the graph as neomodel classes, with the constraints.

Times are milliseconds since 1970. `version` is the number of the journal entry that wrote the
edge or node last; a write that carries an older number changes nothing. While an end of a FOLLOWS,
or the user of a LIKED or COMMENTED_ON, is suspended, the edge has the type HIDDEN_… instead.
"""

from neomodel import (
    FloatProperty,
    IntegerProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
)

from .edges import BLOCKS, COMMENTED_ON, DISMISSED, FOLLOWS, LIKED, MUTES, POSTED, REQUESTED

# By its bare name neomodel would take a class of the module that imports this one first.
_USER, _POST = f"{__name__}.User", f"{__name__}.Post"


class VersionedRel(StructuredRel):
    """An edge since a time, as the journal entry `version` wrote it.

    One with indexes also has `actor` and `target` (`edges.py`), names that neomodel refuses here.
    """

    since = IntegerProperty(required=True)
    version = IntegerProperty(required=True)


class CommentedOn(VersionedRel):
    """One edge for each comment."""

    cid = IntegerProperty(required=True)


class User(StructuredNode):
    """A user; `uid` is the id in PostgreSQL, `username` is for people who browse the graph."""

    uid = IntegerProperty(unique_index=True, required=True)
    username = StringProperty()
    version = IntegerProperty()
    # Of the entry that suspended or reinstated the user last: one of the two, or neither.
    suspended = IntegerProperty()
    reinstated = IntegerProperty()
    # The community, PageRank, and when they were found (`communities/`).
    community = IntegerProperty()
    rank = FloatProperty()
    ranked = IntegerProperty()

    following = RelationshipTo(_USER, FOLLOWS.name, model=VersionedRel)
    followers = RelationshipFrom(_USER, FOLLOWS.name, model=VersionedRel)
    dismissed = RelationshipTo(_USER, DISMISSED.name, model=VersionedRel)
    blocking = RelationshipTo(_USER, BLOCKS.name, model=VersionedRel)
    muting = RelationshipTo(_USER, MUTES.name, model=VersionedRel)
    requested = RelationshipTo(_USER, REQUESTED.name, model=VersionedRel)
    posts = RelationshipTo(_POST, POSTED.name)
    liked = RelationshipTo(_POST, LIKED.name, model=VersionedRel)
    commented_on = RelationshipTo(_POST, COMMENTED_ON.name, model=CommentedOn)


class Post(StructuredNode):
    """A post; `pid` sorts by time, `author` repeats the uid for the feed's index."""

    pid = IntegerProperty(unique_index=True, required=True)
    author = IntegerProperty()

    posted_by = RelationshipFrom(_USER, POSTED.name)
    likers = RelationshipFrom(_USER, LIKED.name, model=VersionedRel)
    commenters = RelationshipFrom(_USER, COMMENTED_ON.name, model=CommentedOn)


class DeletedUser(StructuredNode):
    """A permanent tombstone: a late change of this user restores nothing."""

    uid = IntegerProperty(unique_index=True, required=True)
    version = IntegerProperty()


class DeletedPost(StructuredNode):
    """A permanent tombstone: a late like of this post restores nothing."""

    pid = IntegerProperty(unique_index=True, required=True)
    version = IntegerProperty()


class LeavingUser(StructuredNode):
    """A deleted user with so many edges that they are deleted in chunks; no traversal begins here.

    `graph/writes/leaving.py` deletes the node with its last edge.
    """

    uid = IntegerProperty(index=True, required=True)


class LeavingPost(StructuredNode):
    """A deleted post with so many edges that they are deleted in chunks, like LeavingUser."""

    pid = IntegerProperty(index=True, required=True)


class Watermark(StructuredNode):
    """One node: every journal entry below `version` is in the graph, so a late one is a repetition.

    Because such an entry changes nothing, the tombstones of edges below it can be purged.
    """

    name = StringProperty(unique_index=True, required=True)
    version = IntegerProperty(required=True)
    # To which PostgreSQL the graph belongs, and up to when (`graph/writes/pairing.py`).
    installation = StringProperty()
    epoch = StringProperty()
    beat = IntegerProperty()
    # Written by probes that need to know whether Neo4j takes writes; milliseconds since 1970.
    checked = IntegerProperty()


NODES: tuple[type[StructuredNode], ...] = (
    User,
    Post,
    DeletedUser,
    DeletedPost,
    LeavingUser,
    LeavingPost,
    Watermark,
)
