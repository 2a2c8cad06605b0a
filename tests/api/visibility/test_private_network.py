"""Whatever people do to each other, everybody reads what a plain model says, and counts agree.

Acts come in any order, also two at once; then somebody reads all lists there are, in pages of two.
`FAULTS=full` looks much longer.
"""

import os
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from api.relay.ids import from_global, to_global
from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block, unblock
from core.bookmarks.services import bookmark
from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import NotFound
from core.follows.models import FollowRequest
from core.follows.removal import remove_follower
from core.follows.requests import accept_request, refuse_request
from core.follows.services import follow, unfollow
from core.likes.services import like, unlike
from core.mutes.services import mute, unmute
from core.posts.services import Terms, create_post
from core.privacy.services import update_privacy
from core.relay.relay import drain
from core.visibility import Audience
from core.visibility.lists import ListAudience
from core.visibility.models import Block
from tests.api.client import GraphQLClient
from tests.emptying import empty_graph, empty_postgres
from tests.factories import make_users
from tests.threads import at_once

from .private_network import PrivateNetwork, Written

pytestmark = pytest.mark.usefixtures("stores")

T = TypeVar("T")
FULL = os.environ.get("FAULTS") == "full"
SETTINGS = settings(
    max_examples=100 if FULL else 2,
    stateful_step_count=40 if FULL else 20,
    deadline=None,
    # Minutes, in which a failure would be made smaller.
    phases=tuple(Phase) if FULL else (Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PEOPLE = ("ada", "bob", "cyd", "dan", "eve")
PLACES = st.integers(0, len(PEOPLE) - 1)
NUMBERS = st.integers(0, 999)
AUDIENCES = st.sampled_from(Audience)

PAGE = "(first: 2, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }"
PROFILE = """query ($id: ID!) { user(id: $id) {
  followersCount followingCount postsCount viewerFollows followsViewer viewerHasRequested
} }"""
POST = "query ($id: ID!) { post(id: $id) { likesCount commentsCount viewerHasLiked } }"
OF_USER = "query ($id: ID!, $after: String) { user(id: $id) { list: %s%s } }"
OF_POST = "query ($id: ID!, $after: String) { post(id: $id) { list: %s%s } }"
OF_ALL = "query ($after: String) { list: %s%s }"


class Privacy(RuleBasedStateMachine):
    """The acts, and what everybody reads."""

    def __init__(self) -> None:
        super().__init__()
        empty_postgres()
        empty_graph()
        self.network = PrivateNetwork([user.pk for user in make_users(*PEOPLE)])

    @initialize(seed=NUMBERS)
    def a_lively_start(self, seed: int) -> None:
        """Posts for all kinds of people, follows that reach them, and likes and comments."""
        chance = Random(seed)
        places = range(len(PEOPLE))
        for audience in Audience:
            self.post(chance.choice(places), audience, chance.choice((None, *places)))
        for _ in range(8):
            self.follow(*chance.sample(places, 2))
        for _ in range(6):
            self.like(chance.choice(places), chance.randrange(99), on=True)
            self.comment(chance.choice(places), chance.randrange(99))

    @rule(one=PLACES, other=PLACES)
    def follow(self, one: int, other: int) -> None:
        actor, person = self._two(one, other)
        if self._done(partial(follow, follower=actor, followee=person), actor.pk, person):
            self._followed(actor.pk, person)

    @rule(one=PLACES, other=PLACES)
    def unfollow(self, one: int, other: int) -> None:
        actor, person = self._two(one, other)
        if self._done(partial(unfollow, follower=actor, followee=person), actor.pk, person):
            self.network.follows.discard((actor.pk, person))
            self.network.requests.discard((actor.pk, person))

    @rule(one=PLACES, other=PLACES, accepted=st.booleans())
    def answer(self, one: int, other: int, accepted: bool) -> None:
        actor, person = self._two(one, other)
        act = accept_request if accepted else refuse_request
        if self._done(partial(act, user=actor, follower=person), actor.pk, person):
            asked = (person, actor.pk)
            if accepted and asked in self.network.requests:
                self.network.follows.add(asked)
            self.network.requests.discard(asked)

    @rule(one=PLACES, other=PLACES)
    def remove_follower(self, one: int, other: int) -> None:
        actor, person = self._two(one, other)
        if self._done(partial(remove_follower, user=actor, follower=person), actor.pk, person):
            self.network.follows.discard((person, actor.pk))

    @rule(one=PLACES, other=PLACES)
    def block(self, one: int, other: int) -> None:
        actor, person = self._two(one, other)
        known = (actor.pk, person) in self.network.blocks
        if self._done(partial(block, blocker=actor, person=person), actor.pk, person, known=known):
            self.network.block(actor.pk, person)

    @rule(one=PLACES, other=PLACES)
    def unblock(self, one: int, other: int) -> None:
        actor, person = self._two(one, other)
        known = (actor.pk, person) in self.network.blocks
        act = partial(unblock, blocker=actor, person=person)
        if self._done(act, actor.pk, person, known=known):
            self.network.blocks.discard((actor.pk, person))

    @rule(one=PLACES, other=PLACES, on=st.booleans())
    def mute(self, one: int, other: int, on: bool) -> None:
        actor, person = self._two(one, other)
        act = mute if on else unmute
        if self._done(partial(act, viewer=actor, person=person), actor.pk, person):
            change = self.network.mutes.add if on else self.network.mutes.discard
            change((actor.pk, person))

    @rule(one=PLACES)
    def suspend_or_reinstate(self, one: int) -> None:
        person = self.network.people[one]
        change_person(person=person, is_active=person in self.network.suspended)
        self.network.suspended ^= {person}

    @rule(one=PLACES, shown=st.sampled_from(ListAudience), private=st.booleans())
    def change_privacy(self, one: int, shown: ListAudience, private: bool) -> None:
        person = self.network.people[one]
        user = User.objects.get(pk=person)
        update_privacy(user=user, is_private=private, followers_visible_to=shown)
        self.network.followers_shown[person] = shown
        if private:
            self.network.private.add(person)
        else:
            self.network.open(person)

    @rule(one=PLACES, audience=AUDIENCES, mentioned=st.none() | PLACES)
    def post(self, one: int, audience: Audience, mentioned: int | None) -> None:
        author, other, text = self._user(one), None, "Hello."
        if author.pk in self.network.suspended:
            return
        if mentioned is not None and self.network.sees(author.pk, self.network.people[mentioned]):
            other = self.network.people[mentioned]
            text = f"Hello @{PEOPLE[mentioned]}."
        made = create_post(author=author, content=text, terms=Terms(audience=audience))
        self.network.posts[made.pk] = Written(author.pk, audience, other)

    @rule(one=PLACES, number=NUMBERS, on=st.booleans())
    def like(self, one: int, number: int, on: bool) -> None:
        actor, pid = self._user(one), self._post(number)
        if self._under(partial(like if on else unlike, liker=actor, post=pid), actor.pk, pid):
            change = self.network.likes.add if on else self.network.likes.discard
            change((actor.pk, pid))

    @rule(one=PLACES, number=NUMBERS)
    def bookmark(self, one: int, number: int) -> None:
        actor, pid = self._user(one), self._post(number)
        if self._under(partial(bookmark, viewer=actor, post=pid), actor.pk, pid):
            self.network.bookmarks.add((actor.pk, pid))

    @rule(one=PLACES, number=NUMBERS)
    def comment(self, one: int, number: int) -> None:
        actor, pid = self._user(one), self._post(number)
        act = partial(create_comment, author=actor, post=pid, content="Yes.")
        if isinstance(made := self._under(act, actor.pk, pid), Comment):
            self.network.comments.add((made.pk, actor.pk, pid))

    @rule(one=PLACES, other=PLACES)
    def follow_beside_a_block(self, one: int, other: int) -> None:
        """In either order nothing is left between the two."""
        actor, person = self._two(one, other)
        if not self._may_meet(actor.pk, person):
            return
        blocker = User.objects.get(pk=person)
        at_once(
            partial(follow, follower=actor, followee=person),
            partial(block, blocker=blocker, person=actor.pk),
        )
        assert Block.objects.filter(viewer=person, person=actor.pk, is_own=True).exists()
        self.network.block(person, actor.pk)

    @rule(one=PLACES, other=PLACES)
    def request_beside_an_opened_account(self, one: int, other: int) -> None:
        """In either order who asked follows."""
        actor, person = self._two(one, other)
        if not self._may_meet(actor.pk, person):
            return
        at_once(
            partial(follow, follower=actor, followee=person),
            partial(update_privacy, user=User.objects.get(pk=person), is_private=False),
        )
        assert not FollowRequest.objects.filter(followee=person).exists()
        self.network.follows.add((actor.pk, person))
        self.network.open(person)

    @rule(one=st.none() | PLACES)
    def read_everything(self, one: int | None) -> None:
        self._read(one)

    def _read(self, one: int | None) -> None:
        drain()
        viewer = None if one is None else self.network.people[one]
        reader = GraphQLClient(None if one is None else self._user(one))
        for person in self.network.people:
            self._read_profile(reader, viewer, person)
        posts = self.network.readable(viewer)
        assert set(self._all(reader, OF_ALL % ("posts", PAGE), "Post")) == posts
        for pid in self.network.posts:
            self._read_post(reader, viewer, pid)
        if viewer is not None:
            feed = self._all(reader, OF_ALL % ("feedConnection", PAGE), "Post")
            assert set(feed) == self.network.feed(viewer)
            kept = self._all(reader, OF_ALL % ("bookmarks", PAGE), "Post")
            assert set(kept) == self.network.bookmarked(viewer)

    def teardown(self) -> None:
        """At the end everybody reads."""
        for place in (None, *range(len(PEOPLE))):
            self._read(place)

    def _read_profile(self, reader: GraphQLClient, viewer: int | None, person: int) -> None:
        network, id_ = self.network, to_global("User", person)
        user = reader.data(PROFILE, id=id_)["user"]
        if not network.sees(viewer, person):
            assert user is None
            return
        followers, following = network.followers(viewer, person), network.following(viewer, person)
        posts = {pid for pid in network.readable(viewer) if network.posts[pid].author == person}
        assert user == {
            "followersCount": len(followers),
            "followingCount": len(following),
            "postsCount": len(posts),
            "viewerFollows": (viewer, person) in network.follows,
            "followsViewer": (person, viewer) in network.follows,
            "viewerHasRequested": (viewer, person) in network.requests,
        }
        for name, kind, expected in (
            ("followers", "User", followers),
            ("following", "User", following),
            ("posts", "Post", posts),
        ):
            assert set(self._all(reader, OF_USER % (name, PAGE), kind, id_)) == expected

    def _read_post(self, reader: GraphQLClient, viewer: int | None, pid: int) -> None:
        network, id_ = self.network, to_global("Post", pid)
        post = reader.data(POST, id=id_)["post"]
        if not network.reads(viewer, pid):
            assert post is None
            return
        likers, comments = network.likers(viewer, pid), network.comments_on(viewer, pid)
        assert post == {
            "likesCount": len(likers),
            "commentsCount": len(comments),
            "viewerHasLiked": (viewer, pid) in network.likes,
        }
        assert set(self._all(reader, OF_POST % ("likers", PAGE), "User", id_)) == likers
        found = self._all(reader, OF_POST % ("commentsConnection", PAGE), "Comment", id_)
        assert set(found) == comments

    def _all(
        self, reader: GraphQLClient, query: str, kind: str, id_: str | None = None
    ) -> list[int]:
        """All pages of a list, each of them full but the last, and as many as it counts."""
        found: list[str] = []
        after, total = None, None
        while True:
            data = reader.data(query, after=after, **({} if id_ is None else {"id": id_}))
            page = _list_in(data)
            found += [node["id"] for node in page["nodes"]]
            total = page["totalCount"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            assert len(page["nodes"]) == 2
            after = page["pageInfo"]["endCursor"]
        assert len(found) == len(set(found)) == total
        return [from_global(each, kind) for each in found]

    def _user(self, place: int) -> User:
        return User.objects.get(pk=self.network.people[place])

    def _two(self, one: int, other: int) -> tuple[User, int]:
        return self._user(one), self.network.people[other]

    def _post(self, number: int) -> int:
        return sorted(self.network.posts)[number % len(self.network.posts)]

    def _may_meet(self, actor: int, person: int) -> bool:
        """Whether the one may act, on another whom they see."""
        network = self.network
        return (
            actor != person
            and not {actor, person} & network.suspended
            and network.sees(actor, person)
        )

    def _done(
        self, act: Callable[[], object], actor: int, person: int, *, known: bool = False
    ) -> bool:
        """Act, and return whether it was done; who is hidden, and not `known`, is not found."""
        if actor == person or actor in self.network.suspended:
            return False
        if self._may_meet(actor, person) or (known and person not in self.network.suspended):
            act()
            return True
        with pytest.raises(NotFound, match=r"User not found\."):
            act()
        return False

    def _under(self, act: Callable[[], T], actor: int, pid: int) -> T | bool:
        """Act on a post; returns False where it is hidden, and else what that returned or True."""
        if actor in self.network.suspended:
            return False
        if self.network.reads(actor, pid):
            return act() or True
        with pytest.raises(NotFound, match=r"Post not found\."):
            act()
        return False

    def _followed(self, actor: int, person: int) -> None:
        pair = (actor, person)
        if pair in self.network.follows:
            return
        if person in self.network.private:
            self.network.requests.add(pair)
        else:
            self.network.requests.discard(pair)
            self.network.follows.add(pair)


def _list_in(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["list"] if "list" in data else next(iter(data.values()))["list"]
    return found


TestPrivacy = Privacy.TestCase
TestPrivacy.settings = SETTINGS
