"""The cost of fields in addition to their values: the work in the stores.

By schema coordinate, in units of about 25 µs; `make bench-worst` finds operations that take longer
than their cost. A connection's `totalCount` has the coordinate of the connection field. The cost of
an argument counts once per value of a list. A mutation or list without an entry has a default cost.
Texts are in `text_sizes.py`.
"""

from collections.abc import Mapping
from functools import cache

from graphql import GraphQLObjectType, GraphQLSchema

from core.data_exports.selectors import MAX_LISTED
from core.network.evidence import MAX_SHOWN
from core.network.selectors import MAX_PEOPLE
from core.notifications.models import NotificationKind
from core.posts.mentions import MAX_MENTIONS
from core.posts.services import MAX_IMAGES
from core.relation_imports.preview import MISSING
from core.relation_imports.selectors import SHOWN
from core.rings.finding import EDGES_INSIDE, EDGES_OUTSIDE, RINGS
from core.rings.selectors import MEMBERS

from .text_sizes import TEXT_COSTS

# The arguments that bound the length of a list.
SIZE_ARGUMENTS = frozenset({"first", "last", "ids"})
# A transaction in PostgreSQL and a write in Neo4j.
MUTATION = 300
# A traversal of all edges of a user or post; some have very many.
LIST = 250
FIELD_COSTS: Mapping[str, int] = {
    **TEXT_COSTS,
    "Post.likers": 200,
    # An index range per owner.
    "User.posts": 20,
    "Post.comments": 20,
    "Post.commentsConnection": 20,
    "Comment.replies": 20,
    # All replies are counted.
    "Comment.repliesCount": 5,
    # Once per operation, unless it has aliases.
    "Query.feed": 2_000,
    "Query.feedConnection": 2_000,
    "Query.newPostsCount": 2_000,
    "Query.feedConnection.totalCount": 2_000,
    "Query.followSuggestions": 5_000,
    "Query.notifications": 100,
    "Query.notifications(kinds:)": 600,
    "Query.notifications.totalCount": 2_000,
    "Query.unreadNotificationsCount": 1_000,
    "NotificationReceived.unreadNotificationsCount": 1_000,
    "Query.posts": 100,
    "Query.posts(search:)": 3_000,
    "Query.posts(hasImage:)": 300,
    "Query.posts.totalCount": 2_000,
    "Query.users": 100,
    "Query.users(search:)": 3_000,
    "Query.users.totalCount": 2_000,
    "Query.user": 20,
    "Query.post": 20,
    "Query.comment": 20,
    "Query.node": 20,
    "Query.nodes": 100,
    "Query.relationships": 100,
    # 100,000 follows, beside values of 2,000 users; and hundreds of likes, a thousand comments.
    "Query.network": 1_500,
    "Query.followEvidence": 500,
    # Thousands of followers, each looked up twice.
    "Query.previewBlock": 5_000,
    "Mutation.blockWithFollowers": 5_000,
    # A bounded part of the followers of each user.
    "User.knownFollowers": 20,
    # Thousands of edges of each list, and thousands of users.
    **{
        f"User.{side}({argument}:)": cost
        for side in ("followers", "following")
        for argument, cost in (
            ("orderBy", 3_000),
            ("name", 2_000),
            ("mutual", 2_000),
            ("dormantDays", 2_000),
        )
    },
    "Relationship.mutualCount": 20,
    "Relationship.distance": 20,
    # A password hash, slow by design.
    **dict.fromkeys(
        (
            *("Mutation.signup", "Mutation.login", "Mutation.changePassword"),
            *("Mutation.deleteAccount", "Mutation.resetPassword", "Mutation.changeEmail"),
            *("Mutation.requestDataExport", "Mutation.createApiToken"),
            "Mutation.deactivateAccount",
            *("Mutation.beginTotp", "Mutation.disableTotp"),
            *("Mutation.newRecoveryCodes", "Mutation.beginPasskey", "Mutation.removePasskey"),
        ),
        4_000,
    ),
    # An image is decoded once per reference, even if it was sent once.
    "Mutation.createPost(images:)": 4_000,
    "Mutation.updateProfile(profileImage:)": 4_000,
}
# Of a longer list of values the field does no more work: it refuses or merges them.
MAX_VALUES: Mapping[str, int] = {
    "Mutation.createPost(images:)": MAX_IMAGES,
    "Query.notifications(kinds:)": len(NotificationKind),
}
# Longer lists without a size argument.
MAX_ITEMS: Mapping[str, int] = {
    "Post.mentions": MAX_MENTIONS,
    "Comment.mentions": MAX_MENTIONS,
    "RelationImport.found": SHOWN,
    "RelationImport.possible": SHOWN,
    "RelationImport.missing": MISSING,
    "Query.dataExports": MAX_LISTED,
    "Network.people": MAX_PEOPLE,
    "FollowEvidence.likes": MAX_SHOWN,
    "FollowEvidence.comments": MAX_SHOWN,
    "Query.rings": RINGS,
    "Ring.members": MEMBERS,
    "Ring.follows": EDGES_INSIDE + EDGES_OUTSIDE,
}


@cache
def weights_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """Return the cost of every mutation, list and entry of `FIELD_COSTS`, by coordinate.

    A connection of Query counts its list by another traversal; other counts are stored.
    """
    usual: dict[str, int] = {}
    for type_ in schema.type_map.values():
        for name, field in type_.fields.items() if isinstance(type_, GraphQLObjectType) else ():
            coordinate = f"{type_.name}.{name}"
            if type_ is schema.mutation_type:
                usual[coordinate] = MUTATION
            elif not SIZE_ARGUMENTS.isdisjoint(field.args):
                usual[coordinate] = LIST
                if type_ is schema.query_type and str(field.type).endswith("Connection"):
                    usual[f"{coordinate}.totalCount"] = LIST
    return {**usual, **FIELD_COSTS}
