"""The cost of fields in addition to their values: the work in the stores.

By schema coordinate, in units of about 25 µs; `make bench-worst` finds operations that take longer
than their cost. A connection's `totalCount` has the coordinate of the connection field. The cost of
an argument counts once per value of a list. Every mutation, and every field that reads a list,
needs an entry here; tests/api/test_weights.py checks it.
"""

from collections.abc import Mapping

FIELD_COSTS: Mapping[str, int] = {
    # A traversal of all edges of a user or post; some have very many.
    "User.followers": 250,
    "User.following": 250,
    "Post.likers": 200,
    # An index range per owner.
    "User.posts": 20,
    "Post.comments": 20,
    "Post.commentsConnection": 20,
    "Comment.replies": 20,
    # Once per operation, unless it has aliases.
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
    # A password hash, slow by design.
    **dict.fromkeys(
        (
            *("Mutation.signup", "Mutation.login", "Mutation.changePassword"),
            "Mutation.deleteAccount",
        ),
        4_000,
    ),
    # An image is decoded once per reference, even if it was sent once.
    "Mutation.createPost(images:)": 4_000,
    "Mutation.updateProfile(profileImage:)": 4_000,
}
