"""Who sees and reaches whom, over real HTTP: each story ends with an audit of both stores."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.relay.relay import drain
from graph.connection.warmup import warm_up
from tests.core.consistency.auditing import found

from .server import Service, served
from .test_first_day import join

PROFILE = """
query ($name: String!) { user(username: $name) {
  followersCount followingCount postsCount viewerFollows viewerHasRequested
  followers { nodes { username } } following { nodes { username } } posts { nodes { content } }
} }
"""
NEWS = "{ notifications { nodes { kind actor { username } } } }"
FEED = "{ feed { content } }"
HISTORY = "{ relationHistory { nodes { id kind cause canUndo user { username } } } }"
RELATIONS = """
query ($ids: [ID!]!) { relationships(ids: $ids) {
  user { username } following followedBy requested blocking muting mutualCount distance
} }
"""


@pytest.fixture(scope="module")
def server(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    warm_up()
    media = tmp_path_factory.mktemp("privacy") / "media"
    with served(media, RATE_COMMENTS_FROM_ONE="2/hour") as server:
        yield server


@pytest.fixture
def service(stores: None, server: Service) -> Iterator[Service]:
    """The service with empty stores, which agree at the end."""
    yield server
    drain()
    assert found() == []


def act(session: Service, name: str, username: str, more: str = "") -> None:
    """Do this to somebody."""
    session.data(f'mutation {{ {name}(username: "{username}"{more}) {{ user {{ id }} }} }}')


def write(session: Service, content: str) -> str:
    """Post, and return the ID."""
    made = session.data(f'mutation {{ createPost(content: "{content}") {{ post {{ id }} }} }}')
    id_: str = made["createPost"]["post"]["id"]
    return id_


def profile(session: Service, name: str) -> Any:
    """What somebody finds of this user, None where it is nothing."""
    return session.data(PROFILE, name=name)["user"]


def news(session: Service) -> list[tuple[str, str]]:
    """The kinds and actors of the notifications, newest first."""
    nodes = session.data(NEWS)["notifications"]["nodes"]
    return [(node["kind"], node["actor"]["username"]) for node in nodes]


def feed(session: Service) -> list[str]:
    """The texts of the feed."""
    return [post["content"] for post in session.data(FEED)["feed"]]


def names(session: Service, query: str) -> tuple[int, list[str]]:
    """How many users a list at the root has, and their names."""
    found = session.data(f"{{ list: {query} {{ totalCount nodes {{ username }} }} }}")["list"]
    return found["totalCount"], [node["username"] for node in found["nodes"]]


def test_a_private_account(service: Service) -> None:
    ada, bob, cyd = (join(service, name) for name in ("ada", "bob", "cyd"))
    write(ada, "For friends.")
    ada.data("mutation { updatePrivacy(isPrivate: true) { user { id } } }")
    for session in (bob, cyd):
        act(session, "followUser", "ada")
    closed = profile(bob, "ada")
    assert closed == {
        "followersCount": 0,
        "followingCount": 0,
        "postsCount": 0,
        "viewerFollows": False,
        "viewerHasRequested": True,
        "followers": {"nodes": []},
        "following": {"nodes": []},
        "posts": {"nodes": []},
    }
    assert names(ada, "followRequests") == (2, ["cyd", "bob"])
    assert names(bob, "sentFollowRequests") == (1, ["ada"])
    assert news(ada) == [("FOLLOW_REQUEST", "cyd"), ("FOLLOW_REQUEST", "bob")]

    act(ada, "acceptFollowRequest", "bob")
    act(ada, "refuseFollowRequest", "cyd")
    assert (news(bob), news(cyd), news(ada)) == ([("FOLLOW_ACCEPTED", "ada")], [], [])
    assert feed(bob) == ["For friends."]
    opened = profile(bob, "ada")
    assert (opened["postsCount"], opened["followersCount"]) == (1, 1)
    assert profile(cyd, "ada") == {**closed, "viewerHasRequested": False}

    act(cyd, "followUser", "ada")
    act(cyd, "withdrawFollowRequest", "ada")
    assert names(ada, "followRequests") == (0, [])
    act(cyd, "followUser", "ada")
    ada.data("mutation { updatePrivacy(isPrivate: false) { user { id } } }")
    assert names(ada, "followRequests") == (0, [])
    assert feed(cyd) == ["For friends."]
    act(ada, "removeFollower", "bob")
    assert (feed(bob), feed(cyd)) == ([], ["For friends."])


def test_a_block_and_its_end(service: Service) -> None:
    ada, bob = (join(service, name) for name in ("ada", "bob"))
    post = write(bob, "Hello.")
    act(ada, "followUser", "bob")
    act(bob, "followUser", "ada")
    act(ada, "blockUser", "bob")
    assert (profile(ada, "bob"), profile(bob, "ada")) == (None, None)
    assert (feed(ada), news(ada), names(ada, "blockedUsers")) == ([], [], (1, ["bob"]))
    [error] = bob.post('mutation { followUser(username: "ada") { user { id } } }')["errors"]
    [unknown] = bob.post('mutation { followUser(username: "zoe") { user { id } } }')["errors"]
    for each in (error, unknown):
        each["extensions"].pop("requestId", None)
    assert error == unknown
    [error] = ada.post(f'mutation {{ likePost(id: "{post}") {{ post {{ id }} }} }}')["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"

    offered = ada.data(
        'mutation { unblockUser(username: "bob") { viewerFollowed followedViewer } }'
    )
    assert offered == {"unblockUser": {"viewerFollowed": True, "followedViewer": True}}
    assert feed(ada) == []
    act(ada, "restoreFollows", "bob")
    assert feed(ada) == ["Hello."]
    assert profile(bob, "ada")["viewerFollows"]


def test_mutes_of_people_and_words(service: Service) -> None:
    ada, bob, cyd = (join(service, name) for name in ("ada", "bob", "cyd"))
    for name in ("bob", "cyd"):
        act(ada, "followUser", name)
    write(bob, "Of Bob.")
    write(cyd, "A spoiler.")
    mine = write(ada, "Mine.")
    act(ada, "muteUser", "bob", ', until: "2099-01-01T00:00:00Z"')
    bob.data(f'mutation {{ likePost(id: "{mine}") {{ post {{ id }} }} }}')
    assert (feed(ada), news(ada)) == (["A spoiler."], [])
    assert profile(ada, "bob")["posts"] == {"nodes": [{"content": "Of Bob."}]}
    word = ada.data('mutation { muteWord(text: "SPOILER") { mutedWord { id } } }')
    cyd.data(
        f'mutation {{ createComment(post: "{mine}", content: "spoiler!") {{ comment {{ id }} }} }}'
    )
    assert (feed(ada), news(ada)) == ([], [])
    id_ = word["muteWord"]["mutedWord"]["id"]
    ada.data(f'mutation {{ unmuteWord(id: "{id_}") {{ id }} }}')
    act(ada, "unmuteUser", "bob")
    assert feed(ada) == ["A spoiler.", "Of Bob."]
    assert news(ada) == [("LIKE", "bob")]


def test_hidden_lists_and_who_is_not_discoverable(service: Service) -> None:
    ada, bob, cyd = (join(service, name) for name in ("ada", "bob", "cyd"))
    act(bob, "followUser", "ada")
    act(ada, "followUser", "bob")
    act(cyd, "followUser", "bob")
    ada.data(
        "mutation { updatePrivacy(followersVisibleTo: MUTUALS, isDiscoverable: false) "
        "{ user { id } } }"
    )
    for session, followers in ((bob, ["bob"]), (cyd, [])):
        shown = profile(session, "ada")
        assert [each["username"] for each in shown["followers"]["nodes"]] == followers
        assert shown["followersCount"] == len(followers)
    assert names(bob, 'users(search: "ada")') == (1, ["ada"])
    assert names(cyd, 'users(search: "ada")') == (0, [])
    suggested = cyd.data("{ followSuggestions { user { username } } }")["followSuggestions"]
    assert suggested == []


def test_who_may_notify_and_how_often(service: Service) -> None:
    ada, bob = (join(service, name) for name in ("ada", "bob"))
    post = write(ada, "Hello.")
    ada.data(
        "mutation { updateNotificationSettings(like: FOLLOWED) { notificationSettings { like } } }"
    )
    bob.data(f'mutation {{ likePost(id: "{post}") {{ post {{ id }} }} }}')
    assert news(ada) == []
    comment = (
        f'mutation {{ createComment(post: "{post}", content: "Hey!") {{ comment {{ id }} }} }}'
    )
    for _ in range(2):
        bob.data(comment)
    [error] = bob.post(comment)["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfter"] > 0
    assert news(ada) == [("COMMENT", "bob"), ("COMMENT", "bob")]
    act(ada, "followUser", "bob")
    bob.data(comment)
    assert len(news(ada)) == 3


def test_relations_and_what_was_done(service: Service) -> None:
    ada, bob, cyd, _ = (join(service, name) for name in ("ada", "bob", "cyd", "dan"))
    ids = {
        name: ada.data(f'{{ user(username: "{name}") {{ id }} }}')["user"]["id"]
        for name in ("bob", "cyd", "dan")
    }
    for one, other in ((ada, "bob"), (bob, "cyd"), (cyd, "dan"), (bob, "ada")):
        act(one, "followUser", other)
    act(ada, "muteUser", "dan")
    found = ada.data(RELATIONS, ids=[*ids.values(), "VXNlcjo5OTk="])["relationships"]
    nothing = {
        "following": False, "followedBy": False, "requested": False, "blocking": False,
        "muting": False, "mutualCount": 0,
    }  # fmt: skip
    assert found == [
        {**nothing, "user": {"username": "bob"}, "following": True, "followedBy": True,
         "distance": 1},
        {**nothing, "user": {"username": "cyd"}, "mutualCount": 1, "distance": 2},
        {**nothing, "user": {"username": "dan"}, "muting": True, "distance": 3},
        None,
    ]  # fmt: skip
    known = ada.data('{ user(username: "cyd") { knownFollowers { count people { username } } } }')
    assert known["user"]["knownFollowers"] == {"count": 1, "people": [{"username": "bob"}]}

    act(ada, "blockUser", "bob")
    acts = ada.data(HISTORY)["relationHistory"]["nodes"]
    block = acts[0]
    assert [(each["kind"], each["cause"], each["canUndo"]) for each in acts] == [
        ("BLOCKED", "ME", True),
        ("FOLLOWER_REMOVED", "BLOCK", False),
        ("UNFOLLOWED", "BLOCK", False),
        ("MUTED", "ME", True),
        ("FOLLOWED", "ME", False),
    ]
    ada.data(f'mutation {{ undoRelation(id: "{block["id"]}") {{ user {{ username }} }} }}')
    assert profile(ada, "bob")["viewerFollows"]
    assert names(bob, "mutedUsers") == (0, [])


def test_followers_in_order_and_filtered(service: Service) -> None:
    ada, bob, cyd, dan = (join(service, name) for name in ("ada", "bob", "cyd", "dan"))
    for session in (bob, cyd, dan):
        act(session, "followUser", "ada")
    act(ada, "followUser", "bob")
    act(bob, "followUser", "cyd")
    write(bob, "I am here.")
    for arguments, followers in {
        "orderBy: NEWEST": ["dan", "cyd", "bob"],
        "orderBy: OLDEST": ["bob", "cyd", "dan"],
        "orderBy: MOST_MUTUAL": ["cyd", "dan", "bob"],
        'name: "cyd"': ["cyd"],
        "mutual: true": ["bob"],
        "mutual: false": ["dan", "cyd"],
        "dormantDays: 1": ["dan", "cyd"],
    }.items():
        listed = ada.data(f"{{ me {{ followers({arguments}) {{ nodes {{ username }} }} }} }}")
        found = [each["username"] for each in listed["me"]["followers"]["nodes"]]
        assert found == followers, arguments
    between = ada.data('{ user(username: "cyd") { mutuals { totalCount nodes { username } } } }')
    assert between["user"]["mutuals"] == {"totalCount": 1, "nodes": [{"username": "bob"}]}


def test_a_suspended_user_is_as_one_who_never_was(service: Service) -> None:
    ada, bob, cyd = (join(service, name) for name in ("ada", "bob", "cyd"))
    post = write(bob, "Hello.")
    act(ada, "followUser", "bob")
    act(cyd, "followUser", "bob")
    cyd.data(f'mutation {{ likePost(id: "{post}") {{ post {{ id }} }} }}')
    change_person(person=User.objects.get(username="bob").pk, is_active=False)
    assert (profile(ada, "bob"), feed(ada)) == (None, [])
    assert profile(ada, "cyd")["followingCount"] == 0
    [hidden] = ada.post(f'mutation {{ likePost(id: "{post}") {{ post {{ id }} }} }}')["errors"]
    absent_id = "UG9zdDo5OTk5OTk5OQ=="
    [absent] = ada.post(f'mutation {{ likePost(id: "{absent_id}") {{ post {{ id }} }} }}')["errors"]
    for each in (hidden, absent):
        each["extensions"].pop("requestId", None)
    assert hidden == absent
    change_person(person=User.objects.get(username="bob").pk, is_active=True)
    assert feed(ada) == ["Hello."]
    assert profile(ada, "cyd")["followingCount"] == 1
