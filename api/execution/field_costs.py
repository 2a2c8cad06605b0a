"""What fields cost beyond the values that they bring: the work in the stores behind them.

By schema coordinate, in units of the cost, which are about 25 µs each: `make bench-worst` looks
for operations that take longer than their cost says, and shows both. A connection's `totalCount`
has the coordinate of the field that the connection came from; an argument's weight counts for each
value of a list that it is given. A mutation or a list that is not in `WEIGHTS` weighs as most do.
"""

from collections.abc import Mapping
from functools import cache

from graphql import GraphQLObjectType, GraphQLSchema

# The arguments that give a list its size.
SIZE_ARGUMENTS = frozenset({"first", "last", "ids"})
# A transaction in PostgreSQL and a write in Neo4j.
MUTATION = 300
# A traversal that reads all edges of a user or post, of whom some have very many.
LIST = 250
FIELD_COSTS: Mapping[str, int] = {
    "Post.likers": 200,
    # An index range for each owner.
    "User.posts": 20,
    "Post.comments": 20,
    "Post.commentsConnection": 20,
    "Comment.replies": 20,
    # Once an operation, unless it has aliases.
    "Query.feed": 2_000,
    "Query.feedConnection": 2_000,
    "Query.feedConnection.totalCount": 2_000,
    "Query.followSuggestions": 5_000,
    "Query.notifications": 100,
    "Query.notifications(kinds:)": 600,
    "Query.notifications.totalCount": 2_000,
    "Query.unreadNotificationsCount": 1_000,
    "Query.posts": 100,
    "Query.posts(search:)": 3_000,
    "Query.posts(hasImage:)": 300,
    "Query.posts.totalCount": 2_000,
    "Query.users": 100,
    "Query.users(search:)": 3_000,
    "Query.users.totalCount": 2_000,
    "Query.user": 20,
    "Query.post": 20,
    "Query.node": 20,
    "Query.nodes": 100,
    # A hash that is slow on purpose.
    **dict.fromkeys(
        (
            *("Mutation.signup", "Mutation.login", "Mutation.changePassword"),
            "Mutation.deleteAccount",
        ),
        4_000,
    ),
    # A picture is decoded as often as it is named, however often it was sent.
    "Mutation.createPost(images:)": 4_000,
    "Mutation.updateProfile(profileImage:)": 4_000,
}


@cache
def weights_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """Return the weight of every mutation, every list and whatever else `WEIGHTS` names.

    A connection of the root counts its list by another traversal: other counts are stored.
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
