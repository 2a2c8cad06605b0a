"""What nobody learns who may not: addresses, notifications, and whether something exists."""

import json
from typing import Any

import pytest
from graphql import GraphQLObjectType

from api.relay.ids import to_global
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user

from .asking import SCHEMA, ask, selected
from .people import PASSWORD, Kind, Scene
from .table import MUTATIONS, OK, PLACES, QUERIES

DOMAIN = "private.example.com"
OTHERS = [kind for kind in Kind if kind != Kind.OWNER]
NO_NODES = [
    *("PostImage", "PageInfo", "UserConnection", "FollowSuggestion", "Query", "Node", "Upload"),
    *("RefreshToken", "JournalEntry", "DoomedFile", "Session", "LastWrite", "Nothing"),
]


def test_one_field_of_one_type_has_addresses() -> None:
    named = [
        f"{name}.{field}"
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType)
        for field in type_.fields
        if any(word in field.lower() for word in ("mail", "password", "staff", "active", "login"))
    ]
    assert named == [
        *("User.email", "User.isEmailVerified"),
        *("Mutation.verifyEmail", "Mutation.requestPasswordReset", "Mutation.resetPassword"),
        *("Mutation.changeEmail", "Mutation.confirmEmailChange", "Mutation.cancelEmailChange"),
        "Mutation.endSessionsByMail",
        *("Mutation.login", "Mutation.changePassword"),
        *("Mutation.loginSecondFactor", "Mutation.beginPasskeyLogin", "Mutation.loginWithPasskey"),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_no_answer_to_a_question_has_the_address_of_somebody_else(stage: Scene, kind: Kind) -> None:
    selections = [around.replace("FIELDS", selected(name)) for name, (around, _) in PLACES.items()]
    selections += [selection for selection, _ in QUERIES.values()]
    selections.append("users { nodes { email } } feed { author { email } }")
    for selection in selections:
        sent = json.dumps(ask(stage, kind, selection)).replace(f"{kind}@{DOMAIN}", "")
        assert DOMAIN not in sent


@pytest.mark.parametrize("kind", OTHERS)
def test_no_refusal_has_an_address(stage: Scene, kind: Kind) -> None:
    for selection, row in MUTATIONS.values():
        if row.of(kind) != OK:
            sent = json.dumps(ask(stage, kind, selection, operation="mutation"))
            assert DOMAIN not in sent


@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.OUTSIDER, Kind.ADMIN])
def test_nobody_is_found_by_their_address(stage: Scene, kind: Kind) -> None:
    address = f"owner@{DOMAIN}"
    for wanted in (address, DOMAIN, "@", "private"):
        found = ask(stage, kind, f'users(search: "{wanted}") {{ totalCount nodes {{ id }} }}')
        assert found == {"data": {"users": {"totalCount": 0, "nodes": []}}}
        assert ask(stage, kind, f'user(username: "{wanted}") {{ id }}') == {"data": {"user": None}}


@pytest.mark.parametrize("name", NO_NODES)
def test_what_is_no_node_has_no_id(stage: Scene, name: str) -> None:
    for kind in (Kind.ANONYMOUS, Kind.ADMIN):
        answer = ask(stage, kind, f'node(id: "{to_global(name, 1)}") {{ id }}')
        [error] = answer["errors"]
        assert answer["data"] == {"node": None}
        message = f"Type {name} has no IDs."
        assert error["message"] == message
        assert error["extensions"] == {
            "code": "BAD_USER_INPUT",
            "field": "id",
            "fields": {"id": message},
        }


@pytest.mark.parametrize("kind", [Kind.OUTSIDER, Kind.ADMIN])
def test_a_notification_of_somebody_else_is_like_one_that_does_not_exist(
    stage: Scene, kind: Kind
) -> None:
    existing = gid(stage.notification)
    missing = to_global("Notification", stage.notification.pk + 1)
    for selection, operation in (
        ('node(id: "ID") { id ... on Notification { actor { id } post { id } } }', "query"),
        ('nodes(ids: ["ID", "ID"]) { id }', "query"),
        ('markNotificationRead(id: "ID") { notification { id } }', "mutation"),
        ('markNotificationUnread(id: "ID") { notification { id } }', "mutation"),
    ):
        answers: list[Any] = [
            ask(stage, kind, selection.replace("ID", each), operation=operation)
            for each in (existing, missing)
        ]
        assert answers[0] == answers[1]
        assert "user" not in json.dumps(answers[0]["data"])


@pytest.mark.parametrize(("kind", "unread"), [(Kind.OWNER, 4), (Kind.OUTSIDER, 1), (Kind.ADMIN, 0)])
def test_counts_are_of_ones_own(stage: Scene, kind: Kind, unread: int) -> None:
    answer = ask(stage, kind, "unreadNotificationsCount notifications { totalCount }")
    assert answer["data"] == {
        "unreadNotificationsCount": unread,
        "notifications": {"totalCount": unread},
    }


@pytest.mark.complete
def test_every_flag_of_the_viewer_has_its_test_here() -> None:
    flags = {name for name in SCHEMA.type_map["Post"].fields if name.startswith("viewerHas")}
    # The viewer's likes are seen by everybody.
    assert flags == {"viewerHasLiked", "viewerHasBookmarked"}, "Test who sees it in this file."


@pytest.mark.parametrize("kind", Kind)
def test_a_bookmark_is_seen_by_its_owner_alone(stage: Scene, kind: Kind) -> None:
    """In the list, its count and the flag of every place where the post is."""
    mine = kind == Kind.OWNER
    flag = "id viewerHasBookmarked"
    for selection in (
        f"post(id: $post) {{ {flag} }}",
        f"node(id: $post) {{ ... on Post {{ {flag} }} }}",
        f"posts {{ nodes {{ {flag} }} }}",
        f"user(id: $user) {{ posts {{ nodes {{ {flag} }} }} }}",
    ):
        sent = json.dumps(ask(stage, kind, selection))
        assert ('"viewerHasBookmarked": true' in sent) == mine
    answer = ask(stage, kind, "bookmarks { totalCount nodes { id } }")
    if mine:
        page = {"totalCount": 1, "nodes": [{"id": gid(stage.post)}]}
        assert answer == {"data": {"bookmarks": page}}
    else:
        assert gid(stage.post) not in json.dumps(answer)
        assert '"totalCount": 1' not in json.dumps(answer)


def test_no_type_but_the_root_leads_to_bookmarks() -> None:
    named = [
        f"{name}.{field}"
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType)
        for field in type_.fields
        if "bookmark" in field.lower()
    ]
    assert named == [
        "Query.bookmarks", "Post.viewerHasBookmarked", "Mutation.bookmarkPost",
        "Mutation.removeBookmark",
    ]  # fmt: skip


def test_an_unknown_name_is_not_distinguished_from_a_wrong_password(stage: Scene) -> None:
    """Neither that a user is suspended, nor that the account is deleted."""
    attempts = [
        ask(
            stage,
            Kind.ANONYMOUS,
            f'login(username: "{name}", password: "{password}") {{ token }}',
            operation="mutation",
        )
        for name, password in (
            ("nobody", PASSWORD),
            ("owner", "wrong"),
            (f"owner@{DOMAIN}", "wrong"),
            ("suspended", "wrong"),
            ("deleted", PASSWORD),
        )
    ]
    [error] = attempts[0]["errors"]
    assert error["message"] == "Username or password is wrong."
    assert all(each == attempts[0] for each in attempts)


def test_who_is_suspended_is_as_absent_as_who_is_deleted(stage: Scene) -> None:
    found = ask(
        stage,
        Kind.ANONYMOUS,
        'a: user(username: "suspended") { username } b: user(username: "deleted") { username }'
        ' users(search: "deleted") { totalCount }',
    )
    assert found == {"data": {"a": None, "b": None, "users": {"totalCount": 0}}}


def test_the_owner_of_a_post_may_remove_comments_of_others(stores: None) -> None:
    """The one right over what somebody else wrote, and it ends there."""
    owner, guest = GraphQLClient(make_user("ada")), GraphQLClient(make_user("bob"))
    post = owner.data('mutation { createPost(content: "Mine") { post { id } } }')["createPost"]
    comment = guest.data(
        'mutation ($p: ID!) { createComment(post: $p, content: "Hm") { comment { id } } }',
        p=post["post"]["id"],
    )["createComment"]["comment"]["id"]

    code, message, _ = owner.refusal(
        'mutation ($c: ID!) { updateComment(id: $c, content: "Ha") { comment { id } } }', c=comment
    )
    assert (code, message) == ("FORBIDDEN", "Only its author may edit a comment.")
    assert owner.data("mutation ($c: ID!) { deleteComment(id: $c) { id } }", c=comment) == {
        "deleteComment": {"id": comment}
    }
