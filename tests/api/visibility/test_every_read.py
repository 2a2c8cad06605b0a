"""Who sees somebody by which read: every read of the schema, by every relation of two users.

A read without an entry fails. Subscriptions: `tests/realtime/test_every_subscription.py`.
"""

import json
import re
from collections.abc import Mapping

import pytest
from graphql import GraphQLObjectType

from core.accounts.models import User
from core.accounts.staff import change_person
from core.privacy.services import update_privacy
from tests.api.client import GraphQLClient

from .scene import FOLLOWERS, HIDDEN, NOT_FOLLOWING, TOM, Relation, make_scene
from .sweep import TYPES

pytestmark = pytest.mark.usefixtures("stores")

_OTHERS = {*Relation} - HIDDEN - {Relation.SELF, Relation.ANONYMOUS}
EVERYBODY = {*Relation} - HIDDEN
# By its coordinate: the query, and by which relations it has something of Tom.
READS: Mapping[str, tuple[str, set[Relation]]] = {
    "Query.me": ("me { username }", {Relation.SELF}),
    "Query.user": ('user(username: "TomTom") { username }', EVERYBODY),
    "Query.users": ('users(search: "tomt") { totalCount nodes { username } }', EVERYBODY),
    "Query.post": ('post(id: "$post") { content }', EVERYBODY),
    "Query.comment": ('comment(id: "$comment") { content }', EVERYBODY),
    "Query.posts": ("posts(first: 50) { nodes { content } }", EVERYBODY),
    "Query.node": ('node(id: "$user") { ... on User { username } }', EVERYBODY),
    "Query.nodes": ('nodes(ids: ["$post", "$comment"]) { ... on Post { content } }', EVERYBODY),
    "Query.relationships": (
        'relationships(ids: ["$user"]) { user { username } }',
        {*Relation} - {Relation.BLOCKED, Relation.ANONYMOUS},
    ),
    "Query.network": (
        "network { people { user { username } } }",
        EVERYBODY - {Relation.ANONYMOUS},
    ),
    "Query.followEvidence": (
        'followEvidence(follower: "$user", followee: "$host")'
        " { likes { content } comments { content } }",
        EVERYBODY - {Relation.ANONYMOUS},
    ),
    "Query.feed": ("feed(first: 50) { content }", FOLLOWERS),
    "Query.feedConnection": ("feedConnection(first: 50) { nodes { content } }", FOLLOWERS),
    "Query.bookmarks": ("bookmarks { nodes { content } }", _OTHERS),
    "Query.blockedUsers": ("blockedUsers { nodes { username } }", {Relation.BLOCKING}),
    "Query.mutedUsers": ("mutedUsers { nodes { username } }", {Relation.MUTING}),
    "Query.previewBlock": (
        'previewBlock(id: "$host", includeFollowers: true, exceptFollowed: false)'
        " { sample { username } }",
        _OTHERS,
    ),
    "Query.dataExport": ('dataExport(id: "RGF0YUV4cG9ydDox") { id }', set()),
    "Query.relationImport": (
        'relationImport(id: "$list") { found { username } }',
        {Relation.MUTUAL},
    ),
    "Query.dataExports": ("dataExports { id }", set()),
    "Query.bulkActs": ("bulkActs { nodes { user { username } } }", {*_OTHERS, Relation.BLOCKING}),
    "Query.bulkAct": ('bulkAct(id: "$bulk") { user { username } }', {Relation.MUTUAL}),
    "Query.relationHistory": (
        "relationHistory { nodes { user { username } } }",
        {*FOLLOWERS, Relation.MUTING, Relation.BLOCKING},
    ),
    "Query.reports": ("reports { id }", set()),
    "Query.statements": ("statements { id }", set()),
    # For moderators, from whom nobody is hidden.
    "Query.moderationQueue": ("moderationQueue { user { username } }", set()),
    "Query.moderationCase": (
        'moderationCase(id: "Q2FzZTox") { summary { user { username } } }',
        set(),
    ),
    "Query.moderationDecisions": ("moderationDecisions { user { username } }", set()),
    "Query.rings": ("rings { id }", set()),
    "Query.ring": ('ring(id: "UmluZzox") { members { username } }', set()),
    "Query.moderationLog": ("moderationLog { id }", set()),
    "Query.apiTokens": ("apiTokens { name }", set()),
    "Query.webhooks": ("webhooks { subscription }", set()),
    "Query.mutedWords": ("mutedWords { nodes { text } }", set()),
    "Query.followRequests": ("followRequests { nodes { username } }", {Relation.ASKED}),
    "Query.sentFollowRequests": ("sentFollowRequests { nodes { username } }", set()),
    "Query.secondFactor": ("secondFactor { hasTotp }", set()),
    "Query.sessions": ("sessions { device }", set()),
    "Query.notificationSettings": ("notificationSettings { like }", set()),
    "Query.followSuggestions": (
        "followSuggestions(first: 50) { user { username } }",
        NOT_FOLLOWING - {Relation.ANONYMOUS},
    ),
    "Query.notifications": (
        "notifications { nodes { actor { username } } }",
        _OTHERS - {Relation.MUTING},
    ),
    "User.followers": (
        'node(id: "$host") { ... on User { followers { nodes { username } } } }',
        EVERYBODY,
    ),
    "User.following": (
        'node(id: "$host") { ... on User { following { nodes { username } } } }',
        EVERYBODY,
    ),
    "User.mutuals": (
        'node(id: "$host") { ... on User { mutuals { nodes { username } } } }',
        FOLLOWERS | {Relation.MUTING},
    ),
    "User.knownFollowers": (
        'node(id: "$host") { ... on User { knownFollowers { people { username } } } }',
        FOLLOWERS | {Relation.MUTING},
    ),
    "User.posts": ('user(username: "tomtom") { posts { nodes { content } } }', EVERYBODY),
    "Post.likers": ('post(id: "$place") { likers { nodes { username } } }', EVERYBODY),
    "Post.comments": ('post(id: "$place") { comments(first: 50) { content } }', EVERYBODY),
    "Post.commentsConnection": (
        'post(id: "$place") { commentsConnection { nodes { author { username } } } }',
        EVERYBODY,
    ),
    "Comment.replies": (
        'node(id: "$above") { ... on Comment { replies { content } } }',
        EVERYBODY,
    ),
}
# What they have no longer while Tom is private, and while he is not discoverable.
_POSTS = {"Query.post", "Query.posts", "Query.nodes", "Query.bookmarks", "User.posts"}
# A private account shows its lists to followers.
_LISTS = {"Query.network", "Query.followEvidence"}
_FINDS = {"Query.users", "Query.followSuggestions"}
# A number, of what another read lists, and what was sent of a webhook, without its content.
NUMBERS = {"Query.newPostsCount", "Query.unreadNotificationsCount", "Query.webhookDeliveries"}


def seen(viewer: User | None, ids: Mapping[str, str], *, by_get: bool = False) -> set[str]:
    """The reads whose answer to this viewer has something of Tom."""
    found, client = set(), GraphQLClient(viewer and User.objects.get(pk=viewer.pk))
    for name, (query, _) in READS.items():
        text = f"{{ found: {_with(ids, query)} }}"
        answer = client.answer_to_get(text) if by_get else client.answer(text)
        if TOM in json.dumps(answer.get("data")).lower():
            found.add(name)
    return found


def _with(ids: Mapping[str, str], query: str) -> str:
    """The query with an ID in place of each name."""
    return re.sub(r"\$(\w+)", lambda name: ids[name[1]], query)


def expected_of(relation: Relation) -> set[str]:
    """The reads that have something of Tom for somebody of this relation."""
    return {name for name, (_, relations) in READS.items() if relation in relations}


@pytest.mark.parametrize("by_get", [False, True])
def test_every_read_by_every_relation(by_get: bool) -> None:
    viewers, ids = make_scene()
    for relation, viewer in viewers.items():
        assert seen(viewer, ids, by_get=by_get) == expected_of(relation), relation


def test_who_does_not_follow_a_private_account_reads_no_posts_of_theirs() -> None:
    viewers, ids = make_scene()
    tom = viewers[Relation.SELF]
    assert tom is not None
    update_privacy(user=tom, is_private=True)
    for relation, viewer in viewers.items():
        gone = _POSTS | _LISTS if relation in NOT_FOLLOWING else set()
        assert seen(viewer, ids) == expected_of(relation) - gone, relation


def test_who_is_not_discoverable_is_found_by_followers_alone() -> None:
    viewers, ids = make_scene()
    tom = viewers[Relation.SELF]
    assert tom is not None
    update_privacy(user=tom, is_discoverable=False)
    for relation, viewer in viewers.items():
        gone = _FINDS if relation in NOT_FOLLOWING else set()
        assert seen(viewer, ids) == expected_of(relation) - gone, relation


def test_who_is_suspended_is_seen_by_no_read_of_others() -> None:
    viewers, ids = make_scene()
    tom = viewers[Relation.SELF]
    assert tom is not None
    change_person(person=tom.pk, is_active=False)
    for relation, viewer in viewers.items():
        if relation is not Relation.SELF:
            assert seen(viewer, ids) == set(), relation


@pytest.mark.complete
def test_every_read_has_its_entry() -> None:
    reads = set()
    for name in ("Query", "User", "Post", "Comment"):
        type_ = TYPES[name]
        assert isinstance(type_, GraphQLObjectType)
        reads |= {
            f"{name}.{field}"
            for field, each in type_.fields.items()
            if name == "Query" or "first" in each.args or field == "knownFollowers"
        }
    assert reads == READS.keys() | NUMBERS
