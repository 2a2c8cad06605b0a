"""The nodes of the graph as neomodel classes: what a developer reads first, and the constraints.

Times are milliseconds since 1970. `version` is the number of the journal entry that wrote the
edge or node last; a write that carries an older number changes nothing.
"""

from neomodel import (
    IntegerProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
)

# By its bare name neomodel would take a class of whichever module imports this one first.
USER, POST = f"{__name__}.User", f"{__name__}.Post"


class Follows(StructuredRel):
    """`(:User)-[:FOLLOWS]->(:User)`."""

    since = IntegerProperty(required=True)
    version = IntegerProperty(required=True)


class Liked(StructuredRel):
    """`(:User)-[:LIKED]->(:Post)`."""

    since = IntegerProperty(required=True)
    version = IntegerProperty(required=True)


class CommentedOn(StructuredRel):
    """`(:User)-[:COMMENTED_ON]->(:Post)`, one for each comment."""

    cid = IntegerProperty(required=True)
    since = IntegerProperty(required=True)
    version = IntegerProperty(required=True)


class Dismissed(StructuredRel):
    """`(:User)-[:DISMISSED]->(:User)`: a suggestion that is not to come back."""

    since = IntegerProperty(required=True)
    version = IntegerProperty(required=True)


class User(StructuredNode):
    """A person; `uid` is the id in PostgreSQL, the name is there for people who browse."""

    uid = IntegerProperty(unique_index=True, required=True)
    username = StringProperty()
    version = IntegerProperty()

    following = RelationshipTo(USER, "FOLLOWS", model=Follows)
    followers = RelationshipFrom(USER, "FOLLOWS", model=Follows)
    dismissed = RelationshipTo(USER, "DISMISSED", model=Dismissed)
    posts = RelationshipTo(POST, "POSTED")
    liked = RelationshipTo(POST, "LIKED", model=Liked)
    commented_on = RelationshipTo(POST, "COMMENTED_ON", model=CommentedOn)


class Post(StructuredNode):
    """A post; `pid` sorts by time, `author` repeats the uid for the feed's index."""

    pid = IntegerProperty(unique_index=True, required=True)
    author = IntegerProperty()

    posted_by = RelationshipFrom(USER, "POSTED")
    likers = RelationshipFrom(USER, "LIKED", model=Liked)
    commenters = RelationshipFrom(USER, "COMMENTED_ON", model=CommentedOn)


class DeletedUser(StructuredNode):
    """A tombstone, for good: a change of this person that arrives late brings nothing back."""

    uid = IntegerProperty(unique_index=True, required=True)
    version = IntegerProperty()


class DeletedPost(StructuredNode):
    """A tombstone, for good: a like of this post that arrives late brings nothing back."""

    pid = IntegerProperty(unique_index=True, required=True)
    version = IntegerProperty()


class Watermark(StructuredNode):
    """One node: every journal entry below `version` is in the graph, so that a late one repeats.

    Because such an entry changes nothing, the tombstones of edges below it can go.
    """

    name = StringProperty(unique_index=True, required=True)
    version = IntegerProperty(required=True)


NODES: tuple[type[StructuredNode], ...] = (User, Post, DeletedUser, DeletedPost, Watermark)
