"""Two real stores beside the model: every act is done to both and must come out alike."""

import random
from collections.abc import Callable
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from core.accounts.models import User
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.blocks import services as blocks
from core.bookmarks import services as bookmarks
from core.comments import services as comments
from core.follows import removal, requests
from core.follows import services as follows
from core.journal.apply import change_of
from core.journal.models import JournalEntry
from core.likes import services as likes
from core.mutes import services as mutes
from core.notifications import services as notifications
from core.notifications.models import Notification
from core.posts import services as posts
from core.privacy.services import update_privacy
from core.suggestions import services as dismissals
from graph.edges import BLOCKS, BOOKMARKED, DISMISSED, FOLLOWS, LIKED, MUTES, REQUESTED, Edge
from graph.writes.apply import apply_changes
from graph.writes.changes import Change
from tests.core.journal.dying import End, Written, commit_and_die, outcome
from tests.emptying import empty_graph, empty_postgres
from tests.jobs import leave
from tests.model import Log, Network, NoticeKey

T = TypeVar("T")

# How people make and undo each edge that is nothing but an edge; None where nobody can.
Service = Callable[[User, int], object]
SERVICES: dict[Edge, tuple[Service, Service | None]] = {
    FOLLOWS: (
        lambda user, other: follows.follow(follower=user, followee=other),
        lambda user, other: follows.unfollow(follower=user, followee=other),
    ),
    LIKED: (
        lambda user, pid: likes.like(liker=user, post=pid),
        lambda user, pid: likes.unlike(liker=user, post=pid),
    ),
    DISMISSED: (
        lambda user, other: dismissals.dismiss_suggestion(viewer=user, person=other),
        None,
    ),
    BLOCKS: (
        lambda user, other: blocks.block(blocker=user, person=other),
        lambda user, other: blocks.unblock(blocker=user, person=other),
    ),
    MUTES: (
        lambda user, other: mutes.mute(viewer=user, person=other),
        lambda user, other: mutes.unmute(viewer=user, person=other),
    ),
    REQUESTED: (
        lambda user, other: follows.follow(follower=user, followee=other),
        lambda user, other: requests.withdraw_request(follower=user, followee=other),
    ),
    BOOKMARKED: (
        lambda user, pid: bookmarks.bookmark(viewer=user, post=pid),
        lambda user, pid: bookmarks.remove_bookmark(viewer=user, post=pid),
    ),
}
PASSWORD = "correct horse battery"


class Stage(RuleBasedStateMachine):
    """Three people and two posts, and whatever is done from then on."""

    def __init__(self) -> None:
        super().__init__()
        empty_postgres()
        empty_graph()
        self.model = Network()
        self.users: dict[int, User] = {}
        # Every change that was ever committed, in order.
        self.journal: list[Change] = []
        self.random = random.Random(0)
        for username in ("ada", "bob", "cyd"):
            self.join(username, End.COMPLETE)
        self.first_posts = [self.write(author, End.COMPLETE) or 0 for author in (1, 2)]

    def join(self, username: str, end: End) -> int | None:
        """Sign up; returns the uid."""
        email = f"{username}{len(self.journal)}@example.com"
        user = self._act(
            end,
            lambda: create_user(username=username, email=email, password=PASSWORD),
            lambda user, log: self.model.sign_up(user.pk if user else 0, username, log),
        )
        if user is None:
            return None
        self.users[user.pk] = user
        return user.pk

    def change_name(self, person: int, username: str, end: End) -> None:
        self._act(
            end,
            lambda: change_person(person=person, username=username),
            lambda _, log: self.model.rename(person, username, log),
        )

    def change_standing(self, person: int, active: bool, end: End) -> None:
        """Suspend or reinstate."""
        expect = self.model.reinstate if active else self.model.suspend
        self._act(
            end,
            lambda: change_person(person=person, is_active=active),
            lambda _, log: expect(person, log),
        )

    def write(self, author: int, end: End) -> int | None:
        """Post; returns the pid."""
        return self._act(
            end,
            lambda: posts.create_post(author=self.users[author], content="Hello.").pk,
            lambda pid, log: self.model.post(author, pid or 0, log),
        )

    def unwrite(self, editor: int, pid: int, end: End) -> None:
        self._act(
            end,
            lambda: posts.delete_post(editor=self.users[editor], post=pid),
            lambda _, log: self.model.delete_post(editor, pid, log),
        )

    def make(self, edge: Edge, actor: int, target: int, end: End) -> None:
        """Follow, like, dismiss: whatever is nothing but an edge."""
        make, _ = SERVICES[edge]
        self._act(
            end,
            lambda: make(self.users[actor], target),
            lambda _, log: self.model.make(edge, actor, target, log),
        )

    def undo(self, edge: Edge, actor: int, target: int, end: End) -> None:
        """Undo it; what nobody can undo is made again instead."""
        _, undo = SERVICES[edge]
        if undo is None:
            self.make(edge, actor, target, end)
        else:
            self._act(
                end,
                lambda: undo(self.users[actor], target),
                lambda _, log: self.model.undo(edge, actor, target, log),
            )

    def remove_follower(self, user: int, follower: int, end: End) -> None:
        self._act(
            end,
            lambda: removal.remove_follower(user=self.users[user], follower=follower),
            lambda _, log: self.model.remove_follower(user, follower, log),
        )

    def answer_request(self, user: int, follower: int, accept: bool, end: End) -> None:
        serve = requests.accept_request if accept else requests.refuse_request
        self._act(
            end,
            lambda: serve(user=self.users[user], follower=follower),
            lambda _, log: self.model.answer(user, follower, accept, log),
        )

    def change_privacy(self, person: int, private: bool, end: End) -> None:
        self._act(
            end,
            lambda: update_privacy(user=self.users[person], is_private=private),
            lambda _, log: self.model.change_privacy(person, private, log),
        )

    def remark(self, author: int, pid: int, end: End) -> int | None:
        """Comment; returns the cid."""
        return self._act(
            end,
            lambda: comments.create_comment(author=self.users[author], post=pid, content="Hm.").pk,
            lambda cid, log: self.model.comment(author, pid, cid or 0, log),
        )

    def answer(self, author: int, pid: int, parent: int, end: End) -> int | None:
        """Reply to a comment of this post; returns the cid."""
        return self._act(
            end,
            lambda: (
                comments.create_comment(
                    author=self.users[author], post=pid, content="Yes.", parent=parent
                ).pk
            ),
            lambda cid, log: self.model.reply(author, parent, cid or 0, log),
        )

    def unremark(self, editor: int, cid: int, end: End) -> None:
        self._act(
            end,
            lambda: comments.delete_comment(editor=self.users[editor], comment=cid),
            lambda _, log: self.model.delete_comment(editor, cid, log),
        )

    def read(self, viewer: int, key: NoticeKey) -> None:
        self._act(
            End.COMPLETE,
            lambda: notifications.mark_read(viewer=self.users[viewer], notification=_pk_of(key)),
            lambda _, log: self.model.read_one(viewer, key),
        )

    def leave(self, person: int, end: End) -> None:
        self._act(
            end,
            lambda: leave(self.users[person]),
            lambda _, log: self.model.delete_account(person, log),
        )

    def _act(
        self, end: End, call: Callable[[], T], expect: Callable[[T | None, Log], None]
    ) -> T | None:
        """Service and model do the same: equal refusals, and the entries that were expected."""
        result, refusal = outcome(call if end is End.COMPLETE else lambda: commit_and_die(call))
        last = self.journal[-1].version if self.journal else 0
        entries = list(JournalEntry.objects.filter(pk__gt=last).order_by("pk"))
        written = [change_of(entry) for entry in entries]
        log = Written(written)
        _, expected = outcome(lambda: expect(result, log))
        assert refusal == expected
        log.finish()
        self.journal += written
        assert {entry.applied_at is not None for entry in entries} <= {end is End.COMPLETE}
        if end is End.AMID_APPLYING:
            apply_changes(self.random.sample(written, len(written) // 2))
        elif end is End.BEFORE_MARKING:
            apply_changes(written)
        return result


def _pk_of(key: NoticeKey) -> int:
    kind, recipient, actor, post, comment = key
    return Notification.objects.get(
        kind=kind, recipient=recipient, actor=actor, post=post, comment=comment
    ).pk
