"""The types of a network."""

import graphene

from api.comments.types import Comment
from api.posts.types import Post
from api.scalars import DateTime
from api.users.types import User
from core.network.evidence import MAX_SHOWN


class NetworkPerson(graphene.ObjectType):
    """Somebody in a network."""

    class Meta:
        description = "A user in a network."

    user = graphene.Field(User, required=True, description="The user.")
    community = graphene.Int(
        description="The number of the community that the user is in, which means nothing outside "
        "of this answer; null where none was found, and of who does not show you all their follows."
    )
    follows = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description="Whom the user follows, as places in `people`; the first one is 0.",
    )
    since = graphene.List(
        graphene.NonNull(DateTime),
        required=True,
        description="The time of each of `follows`, in the same order.",
    )


class Network(graphene.ObjectType):
    """The users around somebody."""

    class Meta:
        description = "The users around somebody, and the follows among them."

    people = graphene.List(
        graphene.NonNull(NetworkPerson),
        required=True,
        description="The users; the first one is in the middle.",
    )
    is_whole = graphene.Boolean(
        required=True,
        description="Whether nobody within two follows was left out because of `people`.",
    )


class FollowEvidence(graphene.ObjectType):
    """What there is between the ends of a follow."""

    class Meta:
        description = "A follow, and what there is between its two users."

    since = DateTime(required=True, description="The time of the follow.")
    since_back = DateTime(
        description="The time of the follow in the other direction; null if there is none that you "
        "may see."
    )
    likes = graphene.List(
        graphene.NonNull(Post),
        required=True,
        description=f"Up to {MAX_SHOWN} posts of either that the other likes, newest first, among "
        "the 200 latest of each.",
    )
    comments = graphene.List(
        graphene.NonNull(Comment),
        required=True,
        description=f"Up to {MAX_SHOWN} comments of either under posts of the other, newest first, "
        "among the 1,000 latest of each.",
    )
