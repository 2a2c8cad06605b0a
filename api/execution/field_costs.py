"""What fields cost beyond the values that they bring: the work in the stores behind them.

By schema coordinate, in units of the cost, which are about 25 µs each: `make bench-worst` looks
for operations that take longer than their cost says, and shows both. A connection's `totalCount`
has the coordinate of the field that the connection came from; an argument's weight counts for each
value of a list that it is given. Whoever adds a mutation, or a field that reads a list, weighs it
here; tests/api/test_weights.py fails without.
"""

from collections.abc import Mapping

FIELD_COSTS: Mapping[str, int] = {
    # A traversal that reads all edges of a person or post, of whom some have very many.
    "User.followers": 250,
    "User.following": 250,
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
    # A transaction in PostgreSQL and a write in Neo4j.
    **dict.fromkeys(
        (
            *("Mutation.updateProfile", "Mutation.followUser", "Mutation.unfollowUser"),
            *("Mutation.dismissSuggestion", "Mutation.createPost", "Mutation.updatePost"),
            *("Mutation.deletePost", "Mutation.likePost", "Mutation.unlikePost"),
            *("Mutation.createComment", "Mutation.updateComment", "Mutation.deleteComment"),
            *("Mutation.markNotificationRead", "Mutation.markNotificationUnread"),
            *("Mutation.markAllNotificationsRead", "Mutation.refreshToken", "Mutation.logout"),
            "Mutation.logoutEverywhere",
        ),
        300,
    ),
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
