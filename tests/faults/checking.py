"""The end state against what was acknowledged: nothing lost, nothing twice, every count right."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .ledger import Comment, Ledger, Person, Post, State
from .reading import Notice, PersonFound, PostFound

Item = TypeVar("Item", bound=Hashable)


@dataclass
class Findings:
    """What is not as it should be, a sentence each.

    `lost`: an acknowledged write that cannot be seen, an undoing one included, or a notification
    that is missing. `doubled`: what is there twice, or there without anybody having asked for it.
    `miscounted`: a count that is not the length of its list.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    miscounted: list[str] = field(default_factory=list)


def check(ledger: Ledger, found: Mapping[str, PersonFound]) -> Findings:
    """Hold everything that was found against the ledger."""
    checker = _Checker(ledger, found)
    checker.findings.lost += ledger.refusals
    for person in ledger.people:
        checker.person(person)
    return checker.findings


class _Checker:
    def __init__(self, ledger: Ledger, found: Mapping[str, PersonFound]) -> None:
        self.findings = Findings()
        self._found = found
        self._posts: dict[Person, list[Post]] = defaultdict(list)
        self._comments: dict[Post, list[Comment]] = defaultdict(list)
        self._likes: dict[Post, dict[str, State]] = defaultdict(dict)
        self._followers: dict[Person, dict[str, State]] = defaultdict(dict)
        self._following: dict[Person, dict[str, State]] = defaultdict(dict)
        for post in ledger.posts:
            self._posts[post.author].append(post)
        for comment in ledger.comments:
            self._comments[comment.post].append(comment)
        # The edges of a deleted user are gone, whatever was last recorded of them.
        for (person, post), state in ledger.likes.items():
            self._likes[post][person.name] = self._unless_gone(state, person)
        for (person, other), state in ledger.follows.items():
            self._followers[other][person.name] = self._unless_gone(state, person)
            self._following[person][other.name] = self._unless_gone(state, other)
        self._notices = self._expected_notices(ledger)

    def person(self, person: Person) -> None:
        """One person, with all that is theirs."""
        found = self._found.get(person.name)
        if (found is None and person.state is State.THERE) or (
            found is not None and person.state is State.GONE
        ):
            self.findings.lost.append(f"{person.name} is not {person.state.value}.")
        if found is None or not person.token:
            return
        self._list(f"followers of {person.name}", self._followers[person], found.followers)
        self._list(f"followed by {person.name}", self._following[person], found.following)
        posts = {post.text: post.state for post in self._posts[person]}
        self._list(f"posts of {person.name}", posts, [post.text for post in found.posts])
        self._count(
            person.name,
            found.counts,
            followersCount=len(found.followers),
            followingCount=len(found.following),
            postsCount=len(found.posts),
        )
        by_text = {post.text: post for post in self._posts[person]}
        for post in found.posts:
            if post.text in by_text:
                self._post(by_text[post.text], post)
        self._notices_of(person.name, found.notices)

    def _post(self, post: Post, found: PostFound) -> None:
        self._list(f"likers of {post.text}", self._likes[post], found.likers)
        comments = {
            (comment.text, comment.author.name): self._unless_gone(comment.state, comment.author)
            for comment in self._comments[post]
        }
        self._list(f"comments on {post.text}", comments, found.comments)
        self._count(
            post.text,
            found.counts,
            likesCount=len(found.likers),
            commentsCount=len(found.comments),
        )

    def _list(self, what: str, known: Mapping[Item, State], found: Iterable[Item]) -> None:
        times = Counter(found)
        for item, state in known.items():
            if (state is State.THERE and not times[item]) or (state is State.GONE and times[item]):
                self.findings.lost.append(f"{what}: {item} is not {state.value}.")
        for item, number in times.items():
            if number > 1 or item not in known:
                self.findings.doubled.append(f"{what}: {item} is there {number} times.")

    def _count(self, what: str, counts: Mapping[str, int], **lengths: int) -> None:
        for name, length in lengths.items():
            if counts[name] != length:
                self.findings.miscounted.append(
                    f"{what}: {name} is {counts[name]}, the list has {length}."
                )

    def _notices_of(self, name: str, found: list[Notice]) -> None:
        expected, times = self._notices[name], Counter(found)
        for notice in expected - times:
            self.findings.lost.append(f"{name} is not notified: {notice}.")
        for notice in times - expected:
            self.findings.doubled.append(f"{name} is notified too often: {notice}.")

    def _expected_notices(self, ledger: Ledger) -> dict[str, Counter[Notice]]:
        """One for each act whose result was found; nobody is notified of their own."""
        notices: dict[str, Counter[Notice]] = defaultdict(Counter)
        written = {comment.text: comment for comment in ledger.comments}

        def tell(recipient: str, kind: str, actor: str, *about: str | None) -> None:
            if recipient != actor:
                notices[recipient][Notice(kind, actor, *(about or (None, None)))] += 1

        for person in self._found.values():
            for follower in set(person.followers):
                tell(person.name, "FOLLOW", follower)
            for post in person.posts:
                for liker in set(post.likers):
                    tell(person.name, "LIKE", liker, post.id, None)
                there = {text for text, _ in post.comments}
                for text, author in set(post.comments):
                    parent = written[text].parent if text in written else None
                    # With a comment goes its author's notice of a reply, unless the reply is also a
                    # comment on the author's own post.
                    if parent is not None and (
                        parent.text in there or parent.author.name == person.name
                    ):
                        tell(parent.author.name, "REPLY", author, post.id, text)
                    if parent is None or parent.author.name != person.name:
                        tell(person.name, "COMMENT", author, post.id, text)
        return notices

    def _unless_gone(self, state: State, person: Person) -> State:
        return state if person.name in self._found else State.GONE
