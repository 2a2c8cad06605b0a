"""Everything that people do, in rules."""

import random

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    consumes,
    initialize,
    multiple,
    precondition,
    rule,
)

from core.notifications.services import mark_all_read
from graph.edges import EDGE_NAMED, REQUESTED, USER, Edge
from tests.core.journal.dying import End
from tests.core.journal.stage import SERVICES, Stage
from tests.model import EdgeKey

# Few, so that people collide; "Ada" and "ada" are the same name.
NAMES = ("ada", "Ada", "bob", "cyd", "dan", "eve")
USERNAMES = st.sampled_from(NAMES)
ENDS = st.sampled_from(End)
# Existing edges are written again now and then.
AGAIN = st.sampled_from([False, False, False, True])
TO_USERS = [edge for edge in SERVICES if edge.to is USER]
TO_POSTS = [edge for edge in SERVICES if edge.to is not USER]
NUMBERS = st.integers(0, 99)
SEEDS = st.integers(0, 99_999)

Comment = tuple[int, int]


class Acting(Stage):
    """What is deleted goes to bundles of its own, so that most acts find their objects."""

    people: Bundle[int] = Bundle("people")
    pids: Bundle[int] = Bundle("pids")
    # Post and comment.
    remarks: Bundle[Comment] = Bundle("remarks")
    gone_people: Bundle[int] = Bundle("gone_people")
    gone_pids: Bundle[int] = Bundle("gone_pids")

    @initialize(target=people)
    def three_people(self) -> MultipleResults[int]:
        return multiple(1, 2, 3)

    @initialize(target=pids)
    def two_posts(self) -> MultipleResults[int]:
        return multiple(*self.first_posts)

    @initialize(seed=SEEDS, count=st.integers(15, 40))
    def a_lively_start(self, seed: int, count: int) -> None:
        """Enough that in most runs something is undone and done again."""
        self.random.seed(seed)
        self.lively(seed, count)

    @rule(target=people, username=USERNAMES, end=ENDS)
    def sign_up(self, username: str, end: End) -> MultipleResults[int]:
        uid = self.join(username, end)
        return multiple() if uid is None else multiple(uid)

    @rule(person=people, username=USERNAMES, end=ENDS)
    def rename(self, person: int, username: str, end: End) -> None:
        self.change_name(person, username, end)

    @rule(person=people, again=AGAIN, end=ENDS)
    def suspend_or_reinstate(self, person: int, again: bool, end: End) -> None:
        """Turn it over, or do what is done already."""
        found = self.model.people.get(person)
        self.change_standing(person, (found is not None and found.suspended is None) == again, end)

    @rule(target=pids, author=people, end=ENDS)
    def post(self, author: int, end: End) -> MultipleResults[int]:
        pid = self.write(author, end)
        return multiple() if pid is None else multiple(pid)

    @rule(target=gone_pids, pid=consumes(pids), end=ENDS)
    def delete_own_post(self, pid: int, end: End) -> int:
        self.unwrite(self.model.posts.get(pid, 1), pid, end)
        return pid

    @rule(editor=people, pid=pids, end=ENDS)
    def delete_any_post(self, editor: int, pid: int, end: End) -> None:
        self.unwrite(editor, pid, end)

    @rule(edge=st.sampled_from(TO_USERS), actor=people, other=people, again=AGAIN, end=ENDS)
    def turn_over_to_a_user(
        self, edge: Edge, actor: int, other: int, again: bool, end: End
    ) -> None:
        self.turn_over(edge, actor, other, again, end)

    @rule(user=people, follower=people, end=ENDS)
    def remove_any_follower(self, user: int, follower: int, end: End) -> None:
        self.remove_follower(user, follower, end)

    @rule(user=people, follower=people, accept=st.booleans(), end=ENDS)
    def answer_any_request(self, user: int, follower: int, accept: bool, end: End) -> None:
        self.answer_request(user, follower, accept, end)

    @rule(person=people, private=st.booleans(), end=ENDS)
    def become_private_or_public(self, person: int, private: bool, end: End) -> None:
        self.change_privacy(person, private, end)

    @rule(edge=st.sampled_from(TO_POSTS), actor=people, pid=pids, again=AGAIN, end=ENDS)
    def turn_over_to_a_post(self, edge: Edge, actor: int, pid: int, again: bool, end: End) -> None:
        self.turn_over(edge, actor, pid, again, end)

    def turn_over(self, edge: Edge, actor: int, target: int, again: bool, end: End) -> None:
        """Make what is not there and undo what is, or do what is done already."""
        exists = EdgeKey(edge.name, actor, target) in self.model.edges
        (self.make if exists == again else self.undo)(edge, actor, target, end)

    @rule(target=remarks, author=people, pid=pids, end=ENDS)
    def comment(self, author: int, pid: int, end: End) -> MultipleResults[Comment]:
        cid = self.remark(author, pid, end)
        return multiple() if cid is None else multiple((pid, cid))

    @rule(target=remarks, author=people, parent=remarks, end=ENDS)
    def reply(self, author: int, parent: Comment, end: End) -> MultipleResults[Comment]:
        cid = self.answer(author, *parent, end)
        return multiple() if cid is None else multiple((parent[0], cid))

    @rule(remark=consumes(remarks), end=ENDS)
    def delete_own_comment(self, remark: Comment, end: End) -> None:
        found = self.model.comments.get(remark[1])
        self.unremark(found.author if found else 1, remark[1], end)

    @rule(editor=people, remark=remarks, end=ENDS)
    def delete_any_comment(self, editor: int, remark: Comment, end: End) -> None:
        self.unremark(editor, remark[1], end)

    @precondition(lambda self: self.model.notices)
    @rule(viewer=people, number=NUMBERS)
    def read_any(self, viewer: int, number: int) -> None:
        keys = sorted(self.model.notices, key=str)
        self.read(viewer, keys[number % len(keys)])

    @rule(viewer=people)
    def read_all(self, viewer: int) -> None:
        count = mark_all_read(viewer=self.users[viewer])
        assert count == self.model.read_all(viewer)

    @rule(target=gone_people, person=consumes(people), end=ENDS)
    def delete_account(self, person: int, end: End) -> int:
        self.leave(person, end)
        return person

    @rule(person=gone_people, other=people, pid=pids)
    def who_is_gone_can_do_nothing(self, person: int, other: int, pid: int) -> None:
        for edge in TO_USERS:
            self.make(edge, person, other, End.COMPLETE)
            self.undo(edge, other, person, End.COMPLETE)
        for edge in TO_POSTS:
            self.make(edge, person, pid, End.COMPLETE)
        self.change_name(person, "fay", End.COMPLETE)
        self.change_standing(person, False, End.COMPLETE)
        self.remark(person, pid, End.COMPLETE)
        self.write(person, End.COMPLETE)
        self.leave(person, End.COMPLETE)

    @rule(person=people, pid=gone_pids)
    def nothing_can_be_done_to_what_is_gone(self, person: int, pid: int) -> None:
        for edge in TO_POSTS:
            self.make(edge, person, pid, End.COMPLETE)
            self.undo(edge, person, pid, End.COMPLETE)
        self.remark(person, pid, End.COMPLETE)
        self.unwrite(person, pid, End.COMPLETE)

    @rule(seed=SEEDS, count=st.integers(1, 15))
    def lively(self, seed: int, count: int) -> None:
        """Many acts in a row on existing objects."""
        chance = random.Random(seed)
        for _ in range(count):
            self._any_act(chance, chance.choice(list(End)))

    def _any_act(self, chance: random.Random, end: End) -> None:
        person, other = (chance.choice([*self.model.people, 1]) for _ in range(2))
        pid = chance.choice([*self.model.posts, 0])
        cid = chance.choice([*self.model.comments, 0])
        match chance.randrange(26):
            case 0 | 1 | 2:
                self.turn_over(chance.choice(TO_USERS), person, other, False, end)
            case 3 | 4 | 5:
                self.turn_over(chance.choice(TO_POSTS), person, pid, False, end)
            case 6 | 7 | 8 | 9 | 10:
                self._turn_over_again(chance, end)
            case 11 | 12:
                self.remark(person, pid, end)
            case 13 | 14 if cid:
                self.answer(person, self.model.comments[cid].post, cid, end)
            case 15 | 16 if cid:
                self.unremark(self.model.comments[cid].author, cid, end)
            case 17:
                self.write(person, end)
            case 18 if len(self.model.posts) > 2 and pid:
                self.unwrite(self.model.posts[pid], pid, end)
            case 19 if len(self.model.people) > 3:
                self.leave(person, end)
            case 23:
                self.change_privacy(person, chance.random() < 0.7, end)
            case 24 | 25:
                self._answer_one(chance, end)
            case 20 | 21 | 22:
                self.suspend_or_reinstate(person, False, end)
            case _:
                self.join(chance.choice(NAMES), end)

    def _answer_one(self, chance: random.Random, end: End) -> None:
        """Answer somebody who has asked."""
        if asked := [key for key in self.model.edges if key.type == REQUESTED.name]:
            key = chance.choice(asked)
            self.answer_request(key.end, key.start, chance.random() < 0.7, end)

    def _turn_over_again(self, chance: random.Random, end: End) -> None:
        """Undo what exists, or repeat what was undone."""
        known = [*self.model.edges, *self.model.undone]
        if keys := [key for key in known if SERVICES.get(EDGE_NAMED[key.type], (0, None))[1]]:
            key = chance.choice(keys)
            self.turn_over(EDGE_NAMED[key.type], key.start, key.end, False, end)
