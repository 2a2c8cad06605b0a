"""The operations of the service that are measured, and of whom each is asked."""

from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from typing import NamedTuple

import numpy as np

from api.relay.ids import to_global

from .client import FEED, Request, graphql
from .network import Network
from .peers.starting import service_token
from .viewers import by_degree, random_viewers

REQUESTS = 100
CARD = "id username displayName profileImage"
RELATIONS = "followersCount followingCount viewerFollows followsViewer isMutual"
RICH_FEED = f"""{{ feed {{
  id content createdAt author {{ {CARD} }} images {{ url(size: SMALL) description }}
  likesCount commentsCount viewerHasLiked comments(first: 3) {{ id content author {{ {CARD} }} }}
}} }}"""
PROFILE = f"""query ($id: ID!) {{ user(id: $id) {{
  {CARD} bio dateJoined postsCount {RELATIONS}
  posts(first: 10) {{ nodes {{ id content likesCount commentsCount viewerHasLiked }} }}
}} }}"""
NOTIFICATIONS = f"""{{ unreadNotificationsCount notifications(first: 20) {{
  nodes {{ id kind createdAt read actor {{ {CARD} }} post {{ id content }} }}
  pageInfo {{ hasNextPage endCursor }}
}} }}"""
SUGGESTIONS = f"""{{ followSuggestions(first: 20) {{
  score mutualCount user {{ {CARD} {RELATIONS} }}
}} }}"""
FOLLOWERS = f"""query ($id: ID!, $first: Int!) {{ user(id: $id) {{
  followers(first: $first) {{
    nodes {{ {CARD} {RELATIONS} }} pageInfo {{ hasNextPage endCursor }} }}
}} }}"""
FOLLOWERS_NAMES = """query ($id: ID!, $first: Int!) { user(id: $id) {
  followers(first: $first) { nodes { username } }
} }"""
LIKERS_NAMES = """query ($id: ID!, $first: Int!) { post(id: $id) {
  likers(first: $first) { nodes { username } }
} }"""
RELATIONS_TO = """query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on User { viewerFollows isMutual } }
}"""
THREAD = f"""query ($id: ID!) {{ post(id: $id) {{
  id content author {{ {CARD} }} likesCount commentsCount viewerHasLiked
  commentsConnection(first: 20) {{ nodes {{ id content createdAt author {{ {CARD} }} }} }}
}} }}"""
SEARCH = f"""query ($text: String!) {{ posts(search: $text, first: 20) {{
  nodes {{ id content author {{ {CARD} }} }} pageInfo {{ endCursor }}
}} }}"""
FOLLOW = "mutation ($id: ID!) { followUser(id: $id) { user { id viewerFollows followersCount } } }"
UNFOLLOW = "mutation ($id: ID!) { unfollowUser(id: $id) { user { id viewerFollows } } }"
LIKE = "mutation ($id: ID!) { likePost(id: $id) { post { id likesCount viewerHasLiked } } }"
UNLIKE = "mutation ($id: ID!) { unlikePost(id: $id) { post { id likesCount viewerHasLiked } } }"
COMMENT = """mutation ($id: ID!) { createComment(post: $id, content: "Oh.") { comment { id } } }"""
CREATE = """mutation { createPost(content: "Measured.") { post { id } } }"""
DELETE_COMMENT = "mutation ($id: ID!) { deleteComment(id: $id) { id } }"
DELETE_POST = "mutation ($id: ID!) { deletePost(id: $id) { id } }"


UNDOING = ("unfollow", "unlike")


class Operation(NamedTuple):
    """An operation with its requests; `undo` takes the ID of what an answer says was made."""

    name: str
    requests: Sequence[Request]
    undo: str = ""


def reads(network: Network) -> Iterator[Operation]:
    """Every read, by random viewers where nothing else is said."""
    random = Random(network.seed)
    viewers = random_viewers(network)
    tokens = {uid: service_token(uid) for uid in viewers}
    asked = partial(_asked, [tokens[uid] for uid in viewers])
    others = [_user(uid) for uid in random.sample(network.people.tolist(), REQUESTS)]
    posts = [_post(pid) for pid in random.sample(network.posts.pid.tolist(), REQUESTS)]
    words = ("autumn", "bakery bicycle", '"walk"', "honest", "mirror", "thunder")
    yield asked("feed", FEED)
    yield asked("rich feed", RICH_FEED)
    yield asked("profile", PROFILE, id=others)
    yield asked("notifications", NOTIFICATIONS)
    yield asked("suggestions(20)", SUGGESTIONS)
    followed = [_user(uid) for uid in by_degree(network.in_degrees, 200)]
    yield asked("followers(50)", FOLLOWERS, id=followed, first=[50])
    yield asked("post with 20 comments", THREAD, id=posts)
    yield asked("search of posts", SEARCH, text=words)
    few = [_user(uid) for uid in by_degree(network.in_degrees, 10)]
    yield asked("followers(20) of 10", FOLLOWERS_NAMES, id=few, first=[20])
    star = [_user(network.star)]
    yield asked("followers(20) of 50,000", FOLLOWERS_NAMES, id=star, first=[20])
    yield asked("likers(20) of 10", LIKERS_NAMES, id=_posts_liked_by(network, 10), first=[20])
    hit = [_post(network.star_post)]
    yield asked("likers(20) of 50,000", LIKERS_NAMES, id=hit, first=[20])
    famous = [_user(int(uid) + 1) for uid in np.argsort(-network.in_degrees)[:50]]
    for degree in (20, 2_600):
        nearest = by_degree(network.out_degrees, degree)
        by_them = partial(_asked, [service_token(uid) for uid in nearest])
        yield by_them(f"suggestions(20), following {degree:,}", SUGGESTIONS)
        yield by_them(f"relations to 50, following {degree:,}", RELATIONS_TO, ids=[famous])


def writes(network: Network) -> Iterator[Operation]:
    """Every write; one after the other, and undone, they leave the edges and posts as they were."""
    random = Random(network.seed + 1)
    viewers = random_viewers(network)
    asked = partial(_asked, [service_token(uid) for uid in viewers])
    unfollowed = [_user(uid) for uid in _unfollowed(network, viewers, random)]
    posts = [_post(pid) for pid in random.sample(network.posts.pid.tolist(), REQUESTS)]
    yield asked("follow", FOLLOW, id=unfollowed)
    yield asked("unfollow", UNFOLLOW, id=unfollowed)
    yield asked("like", LIKE, id=posts)
    yield asked("unlike", UNLIKE, id=posts)
    yield asked("createComment", COMMENT, id=posts)._replace(undo=DELETE_COMMENT)
    yield asked("createPost", CREATE)._replace(undo=DELETE_POST)


def _asked(
    tokens: Sequence[str], name: str, query: str, **variables: Sequence[object]
) -> Operation:
    """Return REQUESTS requests: the viewers, and the values of each variable, in turn."""
    return Operation(
        name,
        [
            graphql(
                tokens[place % len(tokens)],
                query,
                {key: values[place % len(values)] for key, values in variables.items()},
            )
            for place in range(REQUESTS)
        ],
    )


def _unfollowed(network: Network, viewers: Sequence[int], random: Random) -> list[int]:
    """Return for each viewer somebody whom they do not follow."""
    follower, followee, _ = network.follows
    unfollowed = []
    for viewer in viewers:
        taken = {viewer, *followee[follower == viewer].tolist()}
        unfollowed.append(
            next(
                uid
                for uid in iter(lambda: random.randint(1, network.size.people), None)
                if uid not in taken
            )
        )
    return unfollowed


def _posts_liked_by(network: Network, likes: int) -> list[str]:
    posts, counts = np.unique(network.likes.post, return_counts=True)
    return [_post(int(pid)) for pid in posts[counts == likes][:20]]


def _user(uid: int) -> str:
    return to_global("User", uid)


def _post(pid: int) -> str:
    return to_global("Post", pid)
